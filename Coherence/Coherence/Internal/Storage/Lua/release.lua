-- Returns a lease, if its holder is the caller.
-- KEYS  1 lease
-- ARGV  1 token
-- Returns 1 where the caller held it.

local held = call('MGET', KEYS[1])[1]
if held and string.match(held, '%S+$') == ARGV[1] then
  return call('DEL', KEYS[1])
end
return 0
