-- Finds a block and answers with its hash and entries, or with one transaction of it.
-- ARGV: which, value, keys wanted (2 to 4)
--       which, value, with receipt ('yes' or 'no'), index of the transaction

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
    elseif which == 'safe' then
        return final(0)
    elseif which == 'finalized' then
        return final(1)
    end
    local head = call('GET', KEYS[1])
    if which == 'head' then
        return head and sub(head, 17)
    end
    local register = head and u64(value) <= u64(head, 9) and call('GET', base .. 'n:' .. value)
    return register and sub(register, 9)
end

local hash = find(ARGV[1], ARGV[2])
if not hash or hash == '' then
    return false
end
if not ARGV[4] then
    local keys = { base .. 'h:' .. hash, base .. 'x:' .. hash, base .. 'b:' .. hash, base .. 'r:' .. hash }
    local parts = call('MGET', unpack(keys, 1, tonumber(ARGV[3])))
    table.insert(parts, 1, hash)
    return parts
end

local header = call('GET', base .. 'h:' .. hash)
local index = tonumber(ARGV[4])
local width = range(base .. 'x:' .. hash, 0, 1)
if not header or not width or index >= u32(header, 41) then
    return false
end
local at = 1 + index * (1 + byte(width))
local transaction = range(base .. 'x:' .. hash, at, at + 1 + byte(width))
local receipt = ''
if ARGV[3] == 'yes' and u64(header, 9) > 0 then
    receipt = item(base .. 'r:' .. hash, index)
end
return transactionAnswer(
    hash,
    header,
    struct.pack('>I4', index),
    transaction and sub(transaction, 2, 1 + byte(transaction)),
    item(base .. 'b:' .. hash, index),
    receipt
)
