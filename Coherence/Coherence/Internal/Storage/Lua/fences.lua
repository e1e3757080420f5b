-- The fences of tags.

-- The values of KEYS[1] and of KEYS[4] and on, in few commands: Lua returns only so many values at once.
local function get_all()
  local values = call('MGET', KEYS[1], unpack(KEYS, 4, math.min(#KEYS, 1000)))
  for from = 1001, #KEYS, 1000 do
    for _, value in ipairs(call('MGET', unpack(KEYS, from, math.min(from + 999, #KEYS)))) do
      values[#values + 1] = value
    end
  end
  return values
end
-- A fence must outlive what is made while it stands: half of its lifetime is left to it.
local function keep_fence(key, fence, tick, lifetime)
  -- One above the clock is from a past that the clock has lost.
  if (tonumber(fence or '') or tick + 1) > tick then
    fence = number(tick)
    call('SET', key, fence, 'PX', lifetime)
  elseif call('PTTL', key) < tonumber(lifetime) / 2 then
    call('PEXPIRE', key, lifetime)
  end
  return fence
end
