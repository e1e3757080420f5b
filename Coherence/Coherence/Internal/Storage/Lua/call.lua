-- Comes first in every script: commands, with errors that name the command which an ACL refuses.

-- A server does not say which command of a script its ACL refuses.
local function attempt(command, ...)
  local answer = redis.pcall(command, ...)
  if type(answer) == 'table' and answer.err and string.find(answer.err, 'user executing the script', 1, true) then
    error({ err = "NOPERM '" .. string.lower(command) .. "' in a script: " .. answer.err })
  end
  return answer
end
local function call(command, ...)
  local answer = attempt(command, ...)
  if type(answer) == 'table' and answer.err then
    error({ err = answer.err })
  end
  return answer
end
