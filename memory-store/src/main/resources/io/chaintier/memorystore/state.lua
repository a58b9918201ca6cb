-- Keeps the entry with the highest version. KEYS: the entry. ARGV: its version (8 bytes), then the rest of it.
local old = redis.call('GETRANGE', KEYS[1], 0, 7)
if old == '' or struct.unpack('>I8', old) < struct.unpack('>I8', ARGV[1]) then
    redis.call('SET', KEYS[1], ARGV[1])
end
return 1
