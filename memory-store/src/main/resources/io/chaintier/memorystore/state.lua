-- Keeps the entry with the highest version. KEYS: the namespace. ARGV: key, then version (8 bytes) and the rest of the entry.
local old = redis.call('HGET', KEYS[1], ARGV[1])
if not old or struct.unpack('>I8', old) < struct.unpack('>I8', ARGV[2]) then
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return 1
