-- Finds a block or a transaction and answers with its parts, all in one step.
-- ARGV: 'block', which, value, keys wanted (2 to 4)
--       'transaction', which, value, with receipt (1 or 0), index; which = 'transaction' finds by transaction hash
local COUNT = 41

local function canonical(number)
    local head = call('GET', KEYS[1])
    if head and tonumber(number) <= u64(head, 9) then
        return call('GET', numberKey(number))
    end
end

-- Finality is sequence, then safe and finalized: length of the hash or 0, number, hash.
local function final(skip)
    local value = call('GET', base .. 'finality')
    local at = 9
    for _ = 1, value and skip or 0 do
        at = at + 9 + byte(value, at)
    end
    return value and sub(value, at + 9, at + 8 + byte(value, at))
end

local function find(which, value)
    if which == 'hash' then
        return value
    elseif which == 'number' then
        local register = canonical(value)
        return register and sub(register, 9)
    elseif which == 'head' then
        local head = call('GET', KEYS[1])
        return head and sub(head, 17)
    elseif which == 'safe' then
        return final(0)
    else
        return final(1)
    end
end

-- One of a packed list: offsets of all and of the end, then the items. False where the list is not here.
local function item(key, count, index)
    local offsets = call('GETRANGE', key, 4 * index, 4 * index + 7)
    if #offsets < 8 then
        return false
    end
    local from, to = u32(offsets), u32(offsets, 5)
    if from == to then
        return ''
    end
    local start = 4 * (count + 1)
    local found = call('GETRANGE', key, start + from, start + to - 1)
    return #found == to - from and found
end

local function hashAt(key, index)
    local width = call('GETRANGE', key, 0, 0)
    if width == '' then
        return false
    end
    local at = 1 + index * (1 + byte(width))
    local found = call('GETRANGE', key, at, at + byte(width))
    return #found > 1 and sub(found, 2, 1 + byte(found))
end

local which, value = ARGV[2], ARGV[3]
if ARGV[1] == 'block' then
    local hash = find(which, value)
    if not hash or hash == '' then
        return false
    end
    local keys = { base .. 'h:' .. hash, base .. 'x:' .. hash, base .. 'b:' .. hash, base .. 'r:' .. hash }
    local parts = call('MGET', unpack(keys, 1, tonumber(ARGV[4])))
    table.insert(parts, 1, hash)
    return parts
end

local hash, index, transaction
if which == 'transaction' then
    local place = call('GET', base .. 't:' .. value)
    local register = place and canonical(string.format('%.0f', u64(place, 9)))
    if not register or #register == 8 or sub(register, 1, 8) ~= sub(place, 1, 8) then
        return false
    end
    hash, index, transaction = sub(register, 9), u32(place, 17), value
else
    hash, index = find(which, value), tonumber(ARGV[5])
end
local header = hash and call('GET', base .. 'h:' .. hash)
if not header or index >= u32(header, COUNT) then
    return false
end
local count = u32(header, COUNT)
local receipt = ARGV[4] == '1' and u64(header, 9) > 0 and item(base .. 'r:' .. hash, count, index)
return {
    hash,
    header,
    struct.pack('>I4', index),
    transaction or hashAt(base .. 'x:' .. hash, index),
    item(base .. 'b:' .. hash, count, index),
    receipt
}
