-- Applies one event of a chain, or fills in one block that was read from disk. What is read of the chain and of the
-- block itself is read before the first write, so an entry of a wrong type refuses the event before it changes anything.
-- ARGV: operation, life of what is not canonical (ms), window (blocks), sequence, then by operation
--   (sequences, ranks and numbers are 8 bytes)
--   append    run, after, place, head, number, hash, header, hashes, places, bodies, receipts or '', their rank,
--             index or ''
--   revert    run, after, place, head, number
--   finality  run, after, place, head, value
--   fill      canonical (1 or 0), '', '', '', number, hash, header, hashes, places, bodies, receipts or '', their rank,
--             ''
local CHUNK = 1000
local LEAVING = 2
local RUN_LIFE = 60000

local operation = ARGV[1]
local life = ARGV[2]
local window = tonumber(ARGV[3])
local sequence8 = ARGV[4]
local sequence = u64(sequence8)

local function set(key, value, mortal)
    if mortal then
        call('SET', key, value, 'PX', life)
    else
        call('SET', key, value)
    end
end

-- The keys of the transactions in a packed list of hashes, CHUNK at a time.
local function transactionKeys(hashes, visit)
    local width = byte(hashes, 1)
    local prefix = base .. 't:'
    local keys = {}
    for at = 2, #hashes, width + 1 do
        keys[#keys + 1] = prefix .. sub(hashes, at + 1, at + byte(hashes, at))
        if #keys == CHUNK then
            visit(keys)
            keys = {}
        end
    end
    if #keys > 0 then
        visit(keys)
    end
end

-- All keys of a block that is here, with those of the transactions that were last appended with it.
local function keysOf(hash)
    local found = {
        base .. 'h:' .. hash,
        base .. 'x:' .. hash,
        base .. 'b:' .. hash,
        base .. 'r:' .. hash,
        base .. 'l:' .. hash,
    }
    local version = call('GETRANGE', found[1], 0, 7)
    local hashes = call('GET', found[2])
    if hashes and version ~= '' then
        transactionKeys(hashes, function(keys)
            for i, place in ipairs(call('MGET', unpack(keys))) do
                if place and sub(place, 1, 8) == version then
                    found[#found + 1] = keys[i]
                end
            end
        end)
    end
    return found
end

local function abandon(hash)
    for _, key in ipairs(keysOf(hash)) do
        call('PEXPIRE', key, life)
    end
end

local function keep(hash)
    for _, key in ipairs(keysOf(hash)) do
        call('PERSIST', key)
    end
end

local function forget(hash)
    local keys = keysOf(hash)
    for from = 1, #keys, CHUNK do
        call('DEL', unpack(keys, from, math.min(#keys, from + CHUNK - 1)))
    end
end

-- Transaction hash -> where it is. The append with the highest sequence wins: a transaction is canonical
-- once at most, so the newest append of it is the only one that can be canonical.
local function locate(number, hashes, places, mortal)
    local prefix = sequence8 .. number
    local at = 1
    transactionKeys(hashes, function(keys)
        local entries = {}
        for i, key in ipairs(keys) do
            local length = byte(places, at)
            entries[2 * i - 1] = key
            entries[2 * i] = prefix .. sub(places, at + 1, at + length)
            at = at + 1 + length
        end
        if mortal or call('MSETNX', unpack(entries)) == 0 then
            for i, old in ipairs(call('MGET', unpack(keys))) do
                if not old or u64(old) < sequence then
                    set(keys[i], entries[2 * i], mortal)
                end
            end
        end
    end)
end

-- The parts of a block, each if it is newer than what is here.
local function store(hash, known, mortal)
    local headerKey = base .. 'h:' .. hash
    local receiptsKey = base .. 'r:' .. hash
    local indexKey = base .. 'l:' .. hash
    local header, hashes, places, bodies, receipts, rank8, index = unpack(ARGV, 11, 17)
    local fresh = known == '' or u64(known) < sequence
    local better = receipts ~= '' and (known == '' or u64(known, 9) < u64(rank8))
    if fresh then
        local best = (better or known == '') and rank8 or sub(known, 9, 16)
        set(headerKey, sequence8 .. best .. header, mortal)
        set(base .. 'x:' .. hash, hashes, mortal)
        set(base .. 'b:' .. hash, bodies, mortal)
        locate(ARGV[9], hashes, places, mortal)
        if not better and mortal then
            call('PEXPIRE', receiptsKey, life)
            call('PEXPIRE', indexKey, life)
        elseif not better then
            call('PERSIST', receiptsKey)
            call('PERSIST', indexKey)
        end
    end
    if better then
        if not fresh then
            call('SETRANGE', headerKey, 8, rank8)
        end
        set(receiptsKey, receipts, mortal)
        if index ~= '' then
            set(indexKey, index, mortal)
        end
    end
    if not fresh and not mortal and call('PTTL', headerKey) >= 0 then
        keep(hash)
    end
end

if operation == 'fill' then
    local number, hash = ARGV[9], ARGV[10]
    local register = call('GET', base .. 'n:' .. number)
    local known = call('GETRANGE', base .. 'h:' .. hash, 0, 15)
    local same = known ~= '' and u64(known) == sequence
    if known == '' or same and u64(known, 9) == 0 and call('PTTL', base .. 'h:' .. hash) >= 0 then
        store(hash, known, true)
    end
    if ARGV[5] == '1' and not register and (known == '' or same) then
        set(base .. 'n:' .. number, sequence8 .. hash, true)
    end
    return 1
end

local runKey = base .. 'run:' .. ARGV[5]
local after, place, newHead = ARGV[6], ARGV[7], ARGV[8]
if after ~= '' and call('GET', runKey) ~= after then
    return redis.error_reply('HELD behind an event of this chain that was not applied')
end

local head = call('GET', KEYS[1])
local moves = not head or u64(head) < sequence
local floor = u64(moves and newHead or head, 9) - window + 1

if operation == 'finality' then
    local finalityKey = base .. 'finality'
    local old = call('GET', finalityKey)
    if not old or u64(old) < sequence then
        call('SET', finalityKey, sequence8 .. ARGV[9])
    end
else
    local number = ARGV[9]
    local hash = operation == 'append' and ARGV[10] or ''
    local register = call('GET', base .. 'n:' .. number)
    local newest = not register or u64(register) <= sequence
    local inside = u64(number) >= floor
    local canonical = newest and hash or sub(register, 9)
    local known = hash ~= '' and inside and call('GETRANGE', base .. 'h:' .. hash, 0, 15)
    if newest and register and #register > 8 and sub(register, 9) ~= hash then
        abandon(sub(register, 9))
    end
    if known then
        store(hash, known, canonical ~= hash)
    end
    -- Below the window only what contradicts is worth a note: it keeps a block that was read before from coming back.
    if newest and (inside or register or hash == '') then
        set(base .. 'n:' .. number, sequence8 .. hash, not inside)
        if inside then
            call('ZADD', base .. 'numbers', u64(number), number)
        end
    end
end

if moves then
    call('SET', KEYS[1], newHead)
end
if place ~= '' then
    call('SET', runKey, place, 'PX', RUN_LIFE)
end

-- What the head has left behind goes, a few numbers at a time.
if floor > 0 then
    local left = call('ZRANGEBYSCORE', base .. 'numbers', '-inf', string.format('(%.0f', floor), 'LIMIT', 0, LEAVING)
    for _, number in ipairs(left) do
        local register = call('GET', base .. 'n:' .. number)
        if register and #register > 8 then
            forget(sub(register, 9))
        end
        call('PEXPIRE', base .. 'n:' .. number, life)
        call('ZREM', base .. 'numbers', number)
    end
end
return 1
