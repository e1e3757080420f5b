-- Begins a fill: makes the fences that are missing, and where the server has no slots takes the lease and reads the entry.
-- KEYS  4 and on: the fences; then, without slots, the entry and the lease
-- ARGV  4 fence lifetime in ms, 5 how many fences; then, for a lease, 6 its token, 7 its time in ms, 8 "1" to take it only where
--       there is no entry
-- Returns the clock, 1 where the lease is held, the entry or nil, the fences.

local last = 3 + tonumber(ARGV[5])
local values = get_all()
local entry, lease = values[last - 1] or false, values[last]
local held = 0
if ARGV[6] and not (entry and ARGV[8] == '1') then
  held = take_lease(KEYS[last + 2], lease, ARGV[1], ARGV[6], ARGV[7], false)
end
local _, tick, _, _, text = clock(nil, values[1])
local answer = { text, held, entry }
for i = 4, last do
  answer[#answer + 1] = keep_fence(KEYS[i], values[i - 2], tick, ARGV[4])
end
return answer
