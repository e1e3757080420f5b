-- Invalidates tags: moves their fences to the next tick, and publishes the event.
-- KEYS  4 and on: the fences, first those that move, then for a write those of the value's other tags
-- ARGV  4 fence lifetime in ms, 5 how many fences move, 6 log length, 7 the event's tags, a line each; for a write 8 epoch and
--       9 tick that its node had applied, 10 and on its tags
-- Returns epoch, tick, previous tick, and for a write 1 where an event that its node had not applied concerns its tags, or may.

local epoch, previous, position, run = clock()
local tick = previous + 1
local function overtaken()
  if tonumber(ARGV[8]) ~= epoch then
    return 1
  end
  local unknown = previous - tonumber(ARGV[9])
  if unknown == 0 then
    return 0
  end
  local events, is_part = events_since(ARGV[9], 65536)
  if is_part or #events ~= unknown then
    return 1
  end
  for _, event in ipairs(events) do
    for i = 10, #ARGV do
      if string.find(event .. '\n', '\n' .. ARGV[i] .. '\n', 1, true) then
        return 1
      end
    end
  end
  return 0
end
local is_overtaken = #ARGV > 7 and overtaken() or 0
show(epoch, tick, position, run)
local moved = 3 + tonumber(ARGV[5])
for i = 4, moved do
  call('SET', KEYS[i], number(tick), 'PX', ARGV[4])
end
if moved < #KEYS then
  local values = get_all()
  for i = moved + 1, #KEYS do
    keep_fence(KEYS[i], values[i - 2], tick, ARGV[4])
  end
end
local event = string.format('%.0f %.0f %.0f %s', epoch, tick, previous, position) .. '\n' .. ARGV[7]
remember(tick, event, ARGV[6])
call('PUBLISH', KEYS[3], event)
return { number(epoch), number(tick), number(previous), is_overtaken }
