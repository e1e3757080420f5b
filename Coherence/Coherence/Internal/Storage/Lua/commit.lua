-- Applies commits. The position only grows: after a relay's crash the next one applies some commits again.
-- KEYS  4 and on: the fences
-- ARGV  4 fence lifetime in ms, 5 log length, 6 the event's tags, a line each, 7 position of the last commit
-- Returns epoch, tick, previous tick.

local epoch, previous, position, run = clock()
local tick = previous + 1
local mark, applied = string.match(position, '^(%??)(%d+)$')
position = (mark or '?') .. number(math.max(tonumber(applied or '0'), tonumber(ARGV[7])))
show(epoch, tick, position, run)
for i = 4, #KEYS do
  call('SET', KEYS[i], number(tick), 'PX', ARGV[4])
end
local event = string.format('%.0f %.0f %.0f %s', epoch, tick, previous, position) .. '\n' .. ARGV[6]
remember(tick, event, ARGV[5])
call('PUBLISH', KEYS[3], event)
return { number(epoch), number(tick), number(previous) }
