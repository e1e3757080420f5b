-- Compares clocks, and reads what the caller missed.
-- KEYS  4 rounds
-- ARGV  4 how many bytes of events to return
-- Returns epoch, tick, the relay's last round begun and ended, 1 where there may be more events, 1 where the server's run is not
-- known, then the events after the known tick. Where no round has begun, the number is the first of this epoch: a round of before
-- has a lower one.

local run = run_id()
local epoch, tick = clock(run)
local rounds = call('HMGET', KEYS[4], 'epoch', 'begun', 'ended')
local same = rounds[1] == number(epoch)
local answer = { number(epoch), number(tick), same and rounds[2] or number(now()), same and rounds[3] or '0', '0', run == '-' and '1' or '0' }
if epoch == tonumber(ARGV[1]) and tick > tonumber(ARGV[2]) then
  local events, is_part = events_since(ARGV[2], tonumber(ARGV[4]))
  for _, event in ipairs(events) do
    answer[#answer + 1] = event
  end
  answer[5] = is_part and '1' or '0'
end
return answer
