-- The log of the last events, for nodes that missed some.

-- A key of another type is overwritten, and what was in it counts as lost.
local function remember(tick, event, most)
  local added = attempt('ZADD', KEYS[2], number(tick), event)
  if type(added) == 'table' and added.err then
    call('DEL', KEYS[2])
    call('ZADD', KEYS[2], number(tick), event)
  end
  call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - tonumber(most))
end
-- A page of the events after a tick: few at a time, for each may be long, and whether there may be more.
local function events_since(tick, bytes)
  local events = {}
  while tick do
    local some = attempt('ZRANGEBYSCORE', KEYS[2], '(' .. tick, '+inf', 'LIMIT', 0, 10)
    if some.err or #some == 0 then
      return events, false
    end
    for _, event in ipairs(some) do
      events[#events + 1] = event
      bytes = bytes - #event
      tick = string.match(event, '^%d+ (%d+)')
      if bytes <= 0 then
        return events, true
      end
    end
  end
  return events, false
end
