using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Tests.Simulation;

/// <content>What may happen in every world.</content>
internal abstract partial class World
{
    private const int MostWork = 100_000;
    private const int MostAtOnce = 100;
    private const int LeastMicroseconds = 100;
    private const int MostSkew = 200_000;

    protected IEnumerable<SimulatedNode> AllNodes => _nodes;

    /// <summary>One whose process runs; one of them always does.</summary>
    protected SimulatedNode AnyNode()
    {
        while (true)
            if (_nodes[Random.Next(Nodes)] is { IsPaused: false } node)
                return node;
    }

    /// <summary>Ends what was begun, and checks that everybody serves the last version.</summary>
    protected abstract void Settle();

    protected void Advance(TimeSpan by)
    {
        _now += by.Ticks;
        Server.Time += (long)by.TotalMicroseconds + LeastMicroseconds;
        foreach (var node in _nodes)
            if (node.IsPaused)
                node.Slept += by;
            else
                node.Time.Advance(by);
    }

    protected void StepCall()
    {
        if (_calls.Count == 0)
            return;
        var call = _calls[Random.Next(_calls.Count)];
        if (IsHeldBack(call))
            return;
        // A process that does not run hears nothing.
        if ((call.IsExecuted || call.IsBroken) && _nodes[call.Node].IsPaused && !call.IsOrphan)
            return;
        if (call is { IsBroken: true, IsOrphan: false })
            Fail(call);
        if (call.IsBroken || call.Step())
            _calls.Remove(call);
    }

    /// <summary>A heartbeat that goes well: it takes many steps else, and a node that is never sure of what it knows serves nothing from memory.</summary>
    protected void Attach(SimulatedNode node)
    {
        Heartbeat(node);
        for (var work = 0; work < MostAtOnce && _calls.FirstOrDefault(call => call.Node == Number(node) && !call.IsForDatabase && !IsHeldBack(call)) is { } call; work++)
            if (call.Step())
                _calls.Remove(call);
    }

    protected void CutOff()
    {
        var node = AnyNode();
        Tell($"{Number(node)} is cut off");
        node.IsCutOff = true;
    }

    /// <summary>What was held back arrives, or is lost with its connection.</summary>
    protected void Mend()
    {
        foreach (var node in _nodes.Where(node => node.IsCutOff))
        {
            Tell($"{Number(node)} is not cut off any more");
            node.IsCutOff = false;
            if (Random.Next(2) != 0)
                continue;
            Break(Number(node));
            node.Channel.Clear();
        }
    }

    /// <summary>Redis answers nobody for a while, which may be longer than anybody waits.</summary>
    protected void Pause(TimeSpan time)
    {
        Tell($"Redis pauses for {time}");
        _pausedUntil = _now + time.Ticks;
    }

    /// <summary>A process ends, and tells Redis first what is owed, for as long as that may take; another one takes its place.</summary>
    protected async Task EndAsync(int number)
    {
        var node = _nodes[number];
        if (node.IsEnding || !IsLossSeen())
            return;
        Tell($"{number} ends");
        node.IsEnding = true;
        var isTold = Off.HasFlag(Rules.OwedBeforeEnd) || await node.Core.Link.TellOwedAsync(InvalidationTimeout, CancellationToken.None).ConfigureAwait(false);
        if (_nodes[number] != node)
            return;
        Tell($"{number} has ended, and told what it owed: {isTold}");
        Ended(node, isTold);
        Replace(number);
    }

    /// <summary>A process is no more; true where it said that nothing was owed.</summary>
    protected virtual void Ended(SimulatedNode node, bool isTold)
    {
    }

    protected void StepQuery()
    {
        if (_queries.Count == 0)
            return;
        var query = _queries[Random.Next(_queries.Count)];
        if (!query.IsExecuted && Random.Next(20) != 0)
        {
            var version = query.Execute();
            Tell($"query of {Keys[query.Key]} sees {version}");
        }
        else if (!query.Node.IsPaused)
        {
            _queries.Remove(query);
            Tell($"{(query.IsExecuted ? "a row" : "an error")} of {Keys[query.Key]} arrives");
            if (query.IsExecuted)
                query.Answer();
            else
                query.Fail();
        }
    }

    protected void Deliver(SimulatedNode node)
    {
        if (node.IsCutOff || !node.Channel.TryDequeue(out var message))
            return;
        var told = message.Event;
        if (Off.HasFlag(Rules.GapCheck))
            told = told with { PreviousTick = node.Core.View.Current.LastTick };
        if (Off.HasFlag(Rules.RoundInOrder) && told.RoundEnded > 0)
            told = told with { Tick = node.Core.View.Current.LastTick };
        if (Off.HasFlag(Rules.LocalFences))
            told = told with { Tags = [] };
        Tell($"{Number(node)} hears {told.Epoch} {told.Tick} {told.PreviousTick} {string.Join(',', told.Tags)}{(told.RoundEnded > 0 ? $" round {told.RoundEnded}" : "")}");
        node.Connection.Heard!(told);
        for (var key = 0; key < Keys.Length; key++)
            if (Concerns(message.Event.Tags, key))
                node.Known[key] = Math.Max(node.Known[key], message.Versions[key]);
    }

    protected void DeliverAll(SimulatedNode node)
    {
        while (node.Channel.Count > 0)
            Deliver(node);
    }

    protected static void Heartbeat(SimulatedNode node)
    {
        node.IsSyncWanted = false;
        _ = node.Core.Link.SyncAsync();
    }

    /// <summary>Time limits, broken sockets: the sender goes on, the request may still be executed.</summary>
    protected void GiveUpCall()
    {
        if (_calls.Count == 0)
            return;
        var call = _calls[Random.Next(_calls.Count)];
        if (_nodes[call.Node].IsPaused || call.IsOrphan)
            return;
        Tell($"a request of {call.Node} is lost, executed: {call.IsExecuted}");
        Fail(call);
        if (call.IsOver)
            _calls.Remove(call);
    }

    protected void Evict()
    {
        Tell("eviction");
        switch (Random.Next(HasRelay ? 11 : 8))
        {
            case 0: Server.Evict("clock", ""); break;
            case 1: Server.Evict("log", ""); break;
            case 2: Server.Evict("entry", Keys[AnyKey()]); break;
            case 3 or 4: Server.Evict("lease", Keys[AnyKey()]); break;
            case > 7: Server.Evict("rounds", ""); break;
            default:
                var tags = TagsOf(AnyKey());
                Server.Evict("fence", tags[Random.Next(tags.Length)]);
                break;
        }
    }

    /// <summary>A node's memory is full.</summary>
    protected void EvictFromMemory() => AnyNode().Core.Local.Remove(Keys[AnyKey()]);

    protected void LeaseElsewhere() => Server.LeaseElsewhere(Keys[AnyKey()]);

    protected void TakeCopy() => _oldData = Server.Remember();

    protected void Flush()
    {
        Tell("flush");
        Server.Flush();
    }

    /// <summary>The server starts again, empty or with old data: every connection breaks first.</summary>
    protected void Restart()
    {
        // Without a run to tell it by, nobody can see the loss of what he had not heard; and who comes new has heard nothing.
        var isSeen = Server.HasRun || _nodes.All(node => !node.IsEnding && Server.Current is { } clock && node.Core.View.Known == new Knowledge(clock.Epoch, clock.Tick));
        if (!isSeen)
            return;
        Tell("restart");
        for (var node = 0; node < Nodes; node++)
            Break(node, isSeen: !Off.HasFlag(Rules.CheckConnection));
        // What a dead process had sent died on the way.
        _calls.RemoveAll(call => call is { IsOrphan: true, IsForDatabase: false });
        var old = Server.Remember();
        (_oldData ?? old)();
        if (Random.Next(3) == 0)
            Server.Flush();
        // Another machine, whose clock is behind. Without a run to tell it by nobody would know.
        if (Server.HasRun)
            Server.Time -= Random.Next(MostSkew);
    }

    /// <summary>What was not executed never will be, unless it was given up before; what was, has lost its answer.</summary>
    protected void Break(int node, bool isSeen = true)
    {
        Tell($"connection of {node} breaks");
        if (isSeen)
            _nodes[node].Connection.Connection++;
        foreach (var call in _calls.Where(call => call.Node == node && call is { IsForDatabase: false, IsOrphan: false }).ToArray())
        {
            call.IsBroken = _nodes[node].IsPaused;
            if (call.IsBroken)
                continue;
            _calls.Remove(call);
            Fail(call);
        }
    }

    /// <summary>Until nothing is under way, and for a while after, since there are timers.</summary>
    protected void Drain(int moments = 40)
    {
        for (var idle = 0; idle <= moments; idle++)
        {
            for (var work = 0; _calls.Count + _queries.Count > 0; work++)
            {
                if (work > MostWork)
                    throw new InvalidOperationException("The requests have no end.");
                idle = 0;
                StepCall();
                StepQuery();
            }

            if (idle < moments)
                Advance(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>Whether the server shows all that somebody knows: it has lost nothing, or an epoch stands for that.</summary>
    private bool IsLossSeen() =>
        Server.HasRun || Server.Current is not { } clock
        || _nodes.All(node => node.Core.View.Known is var known && (known.Epoch < clock.Epoch || (known.Epoch == clock.Epoch && known.Tick <= clock.Tick)));

    private bool IsHeldBack(SimulatedCall call) =>
        call is { IsForDatabase: false, IsOrphan: false } && (_now < _pausedUntil || _nodes[call.Node].IsCutOff);

    private static void Fail(SimulatedCall call) => call.Fail();
}
