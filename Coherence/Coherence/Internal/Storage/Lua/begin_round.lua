-- Begins a relay's round.
-- KEYS  4 rounds
-- Returns epoch, tick, the round.

local epoch, tick = clock()
local rounds = call('HMGET', KEYS[4], 'epoch', 'begun')
local same = rounds[1] == number(epoch)
local round = number(math.max(now(), (same and tonumber(rounds[2] or '0') or 0) + 1))
if same then
  call('HSET', KEYS[4], 'begun', round)
else
  call('HSET', KEYS[4], 'epoch', number(epoch), 'begun', round, 'ended', '0')
end
return { number(epoch), number(tick), round }
