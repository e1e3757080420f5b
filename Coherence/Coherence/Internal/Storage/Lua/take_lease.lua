-- Takes a lease, or renews it for its holder; a lease of a past epoch has no holder.

local function take_lease(key, held, epoch, token, milliseconds, only_renew)
  if held then
    local held_epoch, holder = string.match(held, '^(%d+) (%S+)$')
    if holder ~= token and (only_renew or not held_epoch or tonumber(held_epoch) >= tonumber(epoch)) then
      return 0
    end
  elseif only_renew then
    return 0
  end
  call('SET', key, epoch .. ' ' .. token, 'PX', milliseconds)
  return 1
end
