-- What all scripts of a chain begin with. KEYS[1] is the chain's head, which routes the call; all other keys of the
-- chain carry the same hash tag. Layout: see package-info.
local call, sub, byte = redis.call, string.sub, string.byte
local base = sub(KEYS[1], 1, -5)

local function u64(text, from)
    return (struct.unpack('>I8', text, from or 1))
end

local function u32(text, from)
    return (struct.unpack('>I4', text, from or 1))
end

local function numberKey(number)
    return base .. 'n:' .. number
end
