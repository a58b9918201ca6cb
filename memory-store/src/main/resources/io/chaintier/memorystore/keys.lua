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

-- Part of a packed entry, or false where the entry is not here or shorter.
local function range(key, from, to)
    if from == to then
        return ''
    end
    local found = call('GETRANGE', key, from, to - 1)
    return #found == to - from and found
end

-- One of a packed list: offsets of all and of the end, then the items.
local function item(key, index)
    local offsets = range(key, 4 * index, 4 * index + 8)
    return offsets and range(key, u32(offsets), u32(offsets, 5))
end

-- A transaction as one string, which costs half of what six cost; false if a part is not here. The lengths of hash,
-- header, transaction hash and body stand before them; the receipt is the rest.
local function transactionAnswer(hash, header, index, transaction, body, receipt)
    if not transaction or not body or not receipt then
        return false
    end
    return struct.pack('>I4I4I4I4', #hash, #header, #transaction, #body)
        .. hash .. header .. index .. transaction .. body .. receipt
end
