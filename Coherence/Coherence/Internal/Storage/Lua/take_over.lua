-- Takes over as relay. Where the source is another one, or its slot begins after the position noted here, commits may have been
-- missed; where the log ends before that position, the database was restored, and commits are undone that somebody may have read:
-- then an epoch is opened.
-- KEYS  4 rounds
-- ARGV  4 the source (server, timeline and slot), 5 the position at which the slot begins, 6 where the source's log ends
-- Returns epoch, tick, and 1 if an epoch was opened.

local epoch, tick, position, run = clock()
local known = call('HMGET', KEYS[4], 'epoch', 'source', 'applied')
local opened = 0
local applied = tonumber(known[3] or '0')
local other = known[2] ~= ARGV[4] or applied > tonumber(ARGV[6])
if other or tonumber(ARGV[5]) > applied then
  if other then
    -- Positions of different sources have nothing to do with each other.
    show(epoch, tick, '?0', run)
  end
  ARGV[3] = '1'
  epoch, tick = clock()
  opened = 1
end
if known[1] ~= number(epoch) then
  call('DEL', KEYS[4])
  call('HSET', KEYS[4], 'epoch', number(epoch), 'source', ARGV[4], 'ended', '0', 'applied', number(tonumber(ARGV[5])))
end
return { number(epoch), number(tick), opened }
