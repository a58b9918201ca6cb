-- Finds a canonical transaction by its hash. ARGV: hash, with receipt ('yes' or 'no')
local place = call('GET', base .. 't:' .. ARGV[1])
local head = call('GET', KEYS[1])
if not place or not head or u64(place, 9) > u64(head, 9) then
    return false
end
local sequence = sub(place, 1, 8)
local register = call('GET', base .. 'n:' .. sub(place, 9, 16))
if not register or #register == 8 or sub(register, 1, 8) ~= sequence then
    return false
end
local hash = sub(register, 9)
local header = call('GET', base .. 'h:' .. hash)
if not header or sub(header, 1, 8) ~= sequence then
    return false
end
-- Positions stay text on their way: over Lua's numbers each GETRANGE costs three times as much.
local from, to, receiptFrom, receiptTo = string.match(place, '^(%d+) (%d+) (%d+) (%d+)$', 21)
local function part(key, first, last)
    local found = call('GETRANGE', key, first, last)
    return (found ~= '' or tonumber(last) < tonumber(first)) and found
end
local receipt = ''
if ARGV[2] == 'yes' then
    local rank = u64(header, 9)
    if rank == u64(sequence) + 2 then
        receipt = part(base .. 'r:' .. hash, receiptFrom, receiptTo)
    elseif rank > 0 then
        -- The receipts are of another event than the place.
        receipt = item(base .. 'r:' .. hash, u32(place, 17))
    end
end
return transactionAnswer(hash, header, sub(place, 17, 20), ARGV[1], part(base .. 'b:' .. hash, from, to), receipt)
