-- The clock of a domain, and its epochs. Every key is in KEYS, and in the domain's slot.
--
--   clock    "epoch tick position run": position is that of the last commit applied, with a "?" before it where later ones may
--            have been applied, in an epoch before this one; run names the server that the epoch was opened or checked on
--   rounds   epoch and source of the relay, the rounds begun and ended, and the position up to which the source is applied
--   KEYS     1 clock, 2 log, 3 channel, from 4 on the script's own
--   ARGV     1 known epoch, 2 known tick, 3 "1" to open an epoch, from 4 on the script's own
--
-- An epoch is opened where there is no clock, or one that shows less than the caller knows. Its number, which is also its first
-- tick, is Redis's time in microseconds, or more: higher than every epoch and tick that the caller knows or that is found. So
-- both only grow, and the fences of a past epoch are below the ticks of the next. Rounds are numbered in the same way: where
-- Redis lost them, no number is used twice. All numbers fit a double.

local function now()
  local time = call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end
-- Nobody has to be allowed INFO: without it a run cannot be told from another.
local function run_id()
  local info = redis.pcall('INFO', 'server')
  return type(info) == 'string' and string.match(info, 'run_id:(%w+)') or '-'
end
local function show(epoch, tick, position, run)
  local text = string.format('%.0f %.0f %s %s', epoch, tick, position, run)
  call('SET', KEYS[1], text)
  return text
end
-- A key of another type counts as missing, and is overwritten: GET would fail at every call.
local function get(key)
  return call('MGET', key)[1]
end
local function clock(same_run, text)
  if text == nil then
    text = get(KEYS[1])
  end
  local epoch, tick, position, run
  if text then
    epoch, tick, position, run = string.match(text, '^(%d+) (%d+) (%S+) (%S+)$')
  end
  epoch, tick = tonumber(epoch), tonumber(tick)
  local known_epoch, known_tick = tonumber(ARGV[1]), tonumber(ARGV[2])
  if epoch and ARGV[3] ~= '1' and (epoch > known_epoch or (epoch == known_epoch and tick >= known_tick))
    and (not same_run or same_run == run or same_run == '-' or run == '-') then
    if run == '-' and (same_run or '-') ~= '-' then
      run = same_run
      text = show(epoch, tick, position, run)
    end
    return epoch, tick, position, run, text
  end
  epoch = math.max(now(), known_epoch + 1, known_tick + 1, (epoch or 0) + 1, (tick or 0) + 1)
  tick, position, run = epoch, '?' .. (string.match(position or '', '%d+') or '0'), same_run or run_id()
  text = show(epoch, tick, position, run)
  call('DEL', KEYS[2])
  call('PUBLISH', KEYS[3], string.format('%.0f %.0f 0 %s', epoch, tick, position))
  return epoch, tick, position, run, text
end
local function number(value)
  return string.format('%.0f', value)
end
