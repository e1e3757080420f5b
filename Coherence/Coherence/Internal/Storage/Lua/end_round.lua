-- Ends a relay's round: every commit from before it began has been applied.
-- KEYS  4 rounds
-- ARGV  4 the epoch in which it began, 5 the round, 6 the position that was reached
-- Returns 1; 0 where the round is of a past epoch and ends nothing. The end is published: nodes that have heard every event need
-- not ask for it, and so the run is compared as in a sync.

local epoch, tick, position, run = clock(run_id())
local rounds = call('HMGET', KEYS[4], 'epoch', 'begun', 'ended', 'applied')
if rounds[1] ~= number(epoch) or rounds[1] ~= ARGV[4] then
  return { 0 }
end
local round, reached = tonumber(ARGV[5]), tonumber(ARGV[6])
call('HSET', KEYS[4], 'applied', number(math.max(tonumber(rounds[4] or '0'), reached)))
-- The beat was sent in this epoch: what was applied before comes before it in the log.
position = number(math.max(tonumber(string.match(position, '%d+') or '0'), reached))
show(epoch, tick, position, run)
if round <= tonumber(rounds[2] or '0') and round > tonumber(rounds[3] or '0') then
  call('HSET', KEYS[4], 'ended', ARGV[5])
  call('PUBLISH', KEYS[3], string.format('%.0f %.0f %.0f %s %s', epoch, tick, tick, position, ARGV[5]))
end
return { 1 }
