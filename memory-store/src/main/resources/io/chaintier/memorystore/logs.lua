-- Searches receipts by their terms, in the first stretch of numbers of the window that is here without a hole.
-- ARGV: from and through (8 bytes each), most numbers, most receipts, then one argument for each set of terms: their
--       fingerprints, 4 bytes each
-- Answers with the lowest and highest number looked at (8 bytes each), header of the lowest block, hash of the highest
-- whose receipts are known, hash and header of the highest if they are not, and then for each block with a receipt that was
-- found hash, header and receipts: place, lengths of transaction hash and body (4 bytes each), transaction hash, body. What
-- is not there is ''. If no block is here, answers with the number (8 bytes) below which there is none, or with nothing.
local RECORD = 6
local FIRST = 9
local MANY = 64 * 4
local find = string.find

local function u16(text, from)
    return byte(text, from) * 256 + byte(text, from + 1)
end

-- Of few terms each is looked for in the index; of many, each record of the index is looked up among them.
local function placesOfFew(index, terms)
    local places = {}
    for from = 1, #terms, 4 do
        local term = sub(terms, from, from + 3)
        local at = find(index, term, FIRST, true)
        while at and (at - FIRST) % RECORD ~= 0 do
            at = find(index, term, at + 1, true)
        end
        while at and sub(index, at, at + 3) == term do
            places[u16(index, at + 4)] = true
            at = at + RECORD
        end
    end
    return places
end

local function placesOfMany(index, terms)
    local places = {}
    for at = FIRST, #index, RECORD do
        if terms[sub(index, at, at + 3)] then
            places[u16(index, at + 4)] = true
        end
    end
    return places
end

local function allPlaces(index)
    local places = {}
    for at = FIRST, #index, RECORD do
        places[u16(index, at + 4)] = true
    end
    return places
end

local sets = {}
for i = 5, #ARGV do
    local terms = ARGV[i]
    if #terms > MANY then
        local known = {}
        for from = 1, #terms, 4 do
            known[sub(terms, from, from + 3)] = true
        end
        sets[#sets + 1] = function(index)
            return placesOfMany(index, known)
        end
    else
        sets[#sets + 1] = function(index)
            return placesOfFew(index, terms)
        end
    end
end

-- Places of the receipts that have a term of every set, ascending.
local function matching(index)
    local places = sets[1] and sets[1](index) or allPlaces(index)
    for i = 2, #sets do
        if next(places) == nil then
            break
        end
        local others = sets[i](index)
        for place in pairs(places) do
            places[place] = others[place]
        end
    end
    local sorted = {}
    for place in pairs(places) do
        sorted[#sorted + 1] = place
    end
    table.sort(sorted)
    return sorted
end

-- The receipts at these places, or false where one is not here.
local function receipts(hash, places)
    local width = places[1] and range(base .. 'x:' .. hash, 0, 1)
    local parts = {}
    for _, place in ipairs(places) do
        local at = width and 1 + place * (1 + byte(width))
        local transaction = width and range(base .. 'x:' .. hash, at, at + 1 + byte(width))
        local body = transaction and item(base .. 'r:' .. hash, place)
        if not body then
            return false
        end
        transaction = sub(transaction, 2, 1 + byte(transaction))
        parts[#parts + 1] = struct.pack('>I4I4I4', place, #transaction, #body) .. transaction .. body
    end
    return table.concat(parts)
end

-- The canonical block of a number and what was found in it, false where not all of that is here; the last is how many.
local function search(number)
    local register = call('GET', base .. 'n:' .. number)
    if not register or #register == 8 then
        return false
    end
    local hash = sub(register, 9)
    local header = call('GET', base .. 'h:' .. hash)
    if not header then
        return false
    end
    if u64(header, 9) == 0 then
        return hash, header, 'unknown', 0
    end
    local index = call('GET', base .. 'l:' .. hash)
    if not index or sub(index, 1, 8) ~= sub(header, 9, 16) then
        return false
    end
    local places = matching(index)
    return hash, header, receipts(hash, places), #places
end

local head = call('GET', KEYS[1])
if not head then
    return false
end
local numbers = call('ZRANGEBYSCORE', base .. 'numbers', string.format('%.0f', u64(ARGV[1])),
    string.format('%.0f', math.min(u64(ARGV[2]), u64(head, 9))), 'LIMIT', 0, ARGV[3])
local limit = tonumber(ARGV[4])
local first, last
local answer = { '', '', '', '', '' }
for _, number in ipairs(numbers) do
    local hash, header, found, count = search(number)
    local fits = not last or u64(number) == u64(last) + 1
    if last and not (found and fits) then
        break
    end
    if found then
        first = first or number
        if found == 'unknown' then
            answer[4], answer[5] = hash, header
            last = number
            break
        end
        answer[2] = answer[2] == '' and header or answer[2]
        answer[3] = hash
        last = number
        limit = limit - count
        if count > 0 then
            answer[#answer + 1] = hash
            answer[#answer + 1] = header
            answer[#answer + 1] = found
        end
        if limit <= 0 then
            break
        end
    end
end
if not first then
    -- Nothing up to the last number that was tried.
    local tried = numbers[#numbers]
    return tried and { struct.pack('>I8', u64(tried) + 1) } or false
end
answer[1] = first .. last
return answer
