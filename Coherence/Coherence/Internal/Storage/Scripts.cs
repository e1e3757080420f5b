namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// The Lua of the protocol. Every key is in KEYS and in the domain's slot.
/// <list type="table">
/// <item><term>clock</term><description><c>epoch tick position run</c>: position is that of the last commit applied, with a <c>?</c> before it where later ones may have been, in an epoch before this one; run names the server that the epoch was opened or checked on</description></item>
/// <item><term>rounds</term><description>epoch and source of the relay, the rounds begun and ended, and up to which position of the source all is applied</description></item>
/// <item><term>KEYS</term><description>1 clock, 2 log, 3 channel, from 4 on fences</description></item>
/// <item><term>ARGV</term><description>1 known epoch, 2 known tick, 3 <c>1</c> to open an epoch, from 4 on the script's own</description></item>
/// </list>
/// An epoch is opened where there is no clock or one that shows less than the caller knows. Its number, which is also its first
/// tick, is Redis's time in microseconds, or more: higher than every epoch and tick that the caller knows or that is found. So
/// both only grow, and the fences of an epoch that is over are below the ticks of the next. Rounds are numbered in the same way:
/// where Redis lost them, no number is given again that somebody still holds. All numbers fit a double.
/// </summary>
internal static class Scripts
{
    private const string Call = """
        -- The server does not say which command its ACL refuses inside a script.
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

        """;

    private const string Clock = Call + """
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
          call('SET', KEYS[1], string.format('%.0f %.0f %s %s', epoch, tick, position, run))
        end
        -- A value of another kind, that somebody put there, counts as none, and is written over: GET would fail for good.
        local function get(key)
          return call('MGET', key)[1]
        end
        local function clock(same_run)
          local text = get(KEYS[1])
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
              show(epoch, tick, position, run)
            end
            return epoch, tick, position, run
          end
          epoch = math.max(now(), known_epoch + 1, known_tick + 1, (epoch or 0) + 1, (tick or 0) + 1)
          tick, position, run = epoch, '?' .. (string.match(position or '', '%d+') or '0'), same_run or run_id()
          show(epoch, tick, position, run)
          call('DEL', KEYS[2])
          call('PUBLISH', KEYS[3], string.format('%.0f %.0f 0 %s', epoch, tick, position))
          return epoch, tick, position, run
        end
        local function number(value)
          return string.format('%.0f', value)
        end
        -- A log of another kind is written over, and what was in it counts as lost.
        local function remember(tick, event, most)
          local told = attempt('ZADD', KEYS[2], number(tick), event)
          if type(told) == 'table' and told.err then
            call('DEL', KEYS[2])
            call('ZADD', KEYS[2], number(tick), event)
          end
          call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - tonumber(most))
        end
        -- A page of the events after a tick: few at a time, for each may be long, and whether there may be more.
        local function told_since(tick, bytes)
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
        -- A fence must outlive what is made while it stands: half of its lifetime is left to it.
        local function keep_fence(key, tick, lifetime)
          local fence = get(key)
          -- One above the clock is from a past that the clock has forgotten.
          if (tonumber(fence or '') or tick + 1) > tick then
            fence = number(tick)
            call('SET', key, fence, 'PX', lifetime)
          elseif call('PTTL', key) < tonumber(lifetime) / 2 then
            call('PEXPIRE', key, lifetime)
          end
          return fence
        end

        """;

    /// <summary>ARGV: 4 fence lifetime in ms. Returns epoch, tick, position, then the fences.</summary>
    public const string BeginFill = Clock + """
        local epoch, tick, position = clock()
        local answer = { number(epoch), number(tick), position }
        for i = 4, #KEYS do
          answer[#answer + 1] = keep_fence(KEYS[i], tick, ARGV[4])
        end
        return answer
        """;

    /// <summary>
    /// ARGV: 4 fence lifetime in ms, 5 how many of the fences move, 6 log length, 7 the event's tags, a line each; for a write 8
    /// epoch and 9 tick that its node had heard, from 10 on its tags. Returns epoch, tick, previous tick, and 1 where an event that
    /// the writer had not heard concerns its tags, or may.
    /// </summary>
    public const string Invalidate = Clock + """
        local epoch, previous, position, run = clock()
        local tick = previous + 1
        local function overtaken()
          if tonumber(ARGV[8]) ~= epoch then
            return 1
          end
          local unheard = previous - tonumber(ARGV[9])
          if unheard == 0 then
            return 0
          end
          local events, is_part = told_since(ARGV[9], 65536)
          if is_part or #events ~= unheard then
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
        local lost = #ARGV > 7 and overtaken() or 0
        show(epoch, tick, position, run)
        for i = 4, #KEYS do
          if i < 4 + tonumber(ARGV[5]) then
            call('SET', KEYS[i], number(tick), 'PX', ARGV[4])
          else
            keep_fence(KEYS[i], tick, ARGV[4])
          end
        end
        local event = string.format('%.0f %.0f %.0f %s', epoch, tick, previous, position) .. '\n' .. ARGV[7]
        remember(tick, event, ARGV[6])
        call('PUBLISH', KEYS[3], event)
        return { number(epoch), number(tick), number(previous), lost }
        """;

    /// <summary>
    /// KEYS: 4 rounds. ARGV: 4 how many bytes of events to return. Returns epoch, tick, the relay's last round begun and ended, 1 where
    /// there may be more events, 1 where the server's run is not known, then the events after the known tick. Where no round has begun, the first of this number: one that is still under way from before has a lower one.
    /// </summary>
    public const string Sync = Clock + """
        local run = run_id()
        local epoch, tick = clock(run)
        local rounds = call('HMGET', KEYS[4], 'epoch', 'begun', 'ended')
        local same = rounds[1] == number(epoch)
        local answer = { number(epoch), number(tick), same and rounds[2] or number(now()), same and rounds[3] or '0', '0', run == '-' and '1' or '0' }
        if epoch == tonumber(ARGV[1]) and tick > tonumber(ARGV[2]) then
          local events, is_part = told_since(ARGV[2], tonumber(ARGV[4]))
          for _, event in ipairs(events) do
            answer[#answer + 1] = event
          end
          answer[5] = is_part and '1' or '0'
        end
        return answer
        """;

    /// <summary>
    /// Applies commits. ARGV: 4 fence lifetime in ms, 5 log length, 6 the event's tags, a line each, 7 position of the last commit.
    /// Returns epoch, tick, previous tick. The position never goes back: a commit may be applied again after a relay's death.
    /// </summary>
    public const string Commit = Clock + """
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
        """;

    /// <summary>
    /// Takes over as relay. KEYS: 4 rounds. ARGV: 4 the source (server, timeline and slot), 5 the position from which the slot goes on,
    /// 6 where the source's log ends. Where the source is another one, or the slot has let go of more than was noted here, commits may
    /// have been missed; where the log ends before what was noted, the database was put back, and commits undone that somebody may have
    /// read: an epoch is opened. Returns epoch, tick, and 1 if one was opened.
    /// </summary>
    public const string TakeOver = Clock + """
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
        """;

    /// <summary>Begins a relay's round. KEYS: 4 rounds. Returns epoch, tick, the round.</summary>
    public const string BeginRound = Clock + """
        local epoch, tick = clock()
        local rounds = call('HMGET', KEYS[4], 'epoch', 'begun')
        local same = rounds[1] == number(epoch)
        local round = number(math.max(now(), (same and tonumber(rounds[2] or '0') or 0) + 1))
        if same then
          call('HSET', KEYS[4], 'begun', round)
        else
          call('HSET', KEYS[4], 'epoch', number(epoch), 'begun', round, 'ended', '0')
        end
        return { number(epoch), number(tick), round }
        """;

    /// <summary>
    /// Ends a round: all that had committed when it began has been applied. KEYS: 4 rounds. ARGV: 4 the epoch in which it began,
    /// 5 the round, 6 the position that was reached. Returns 1; 0 where the round is of a lost lineage and ends nothing. It is published: nodes
    /// that have heard everything need not ask for it, and so the run is compared as in a sync.
    /// </summary>
    public const string EndRound = Clock + """
        local epoch, tick, position, run = clock(run_id())
        local rounds = call('HMGET', KEYS[4], 'epoch', 'begun', 'ended', 'applied')
        if rounds[1] ~= number(epoch) or rounds[1] ~= ARGV[4] then
          return { 0 }
        end
        local round, reached = tonumber(ARGV[5]), tonumber(ARGV[6])
        call('HSET', KEYS[4], 'applied', number(math.max(tonumber(rounds[4] or '0'), reached)))
        -- The beat was sent in this epoch: what was applied before comes before it in the log.
        position = number(math.max(tonumber(string.match(position, '%d+') or '0'), reached))
        show(epoch, tick, position, run)
        if round <= tonumber(rounds[2] or '0') and round > tonumber(rounds[3] or '0') then
          call('HSET', KEYS[4], 'ended', ARGV[5])
          call('PUBLISH', KEYS[3], string.format('%.0f %.0f %.0f %s %s', epoch, tick, tick, position, ARGV[5]))
        end
        return { 1 }
        """;

    /// <summary>
    /// Takes a lease, or renews one's own; one of an epoch that is over is nobody's. KEYS: 1 lease. ARGV: 1 epoch, 2 token, 3 lease time
    /// in ms, 4 <c>1</c> to renew only. Returns 1 where it is held.
    /// </summary>
    public const string Lease = Call + """
        local held = call('MGET', KEYS[1])[1]
        if held then
          local epoch, token = string.match(held, '^(%d+) (%S+)$')
          if token ~= ARGV[2] and (ARGV[4] == '1' or not epoch or tonumber(epoch) >= tonumber(ARGV[1])) then
            return 0
          end
        elseif ARGV[4] == '1' then
          return 0
        end
        call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
        return 1
        """;

    /// <summary>Gives a lease back, if it is still the holder's. KEYS: 1 lease. ARGV: 1 token.</summary>
    public const string Release = Call + """
        local held = call('MGET', KEYS[1])[1]
        if held and string.match(held, '%S+$') == ARGV[1] then
          return call('DEL', KEYS[1])
        end
        return 0
        """;
}
