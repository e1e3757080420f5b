using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Tests.Simulation;

/// <content>What may happen next.</content>
internal sealed partial class World
{
    private const int MostWork = 100_000;

    private void Step()
    {
        Advance(TimeSpan.FromMilliseconds(_random.Next(12)));
        var dice = _random.Next(1000);
        switch (dice)
        {
            case < 160: _ = ReadAsync(AnyNode(), _random.Next(Keys.Length)); break;
            case < 200: _ = ChangeAsync(AnyNode(), _random.Next(6)); break;
            case < 600: StepCall(); break;
            case < 740: StepDatabase(); break;
            case < 860: Deliver(AnyNode()); break;
            case < 915: Heartbeat(AnyNode()); break;
            case < 940: GiveUpCall(); break;
            case < 960: Evict(); break;
            case < 966: _oldData = _server.Remember(); break;
            case < 971: Restart(); break;
            case < 974: Tell("flush"); _server.Flush(); break;
            case < 980: Break(_random.Next(Nodes)); break;
            case < 984: Advance(TimeSpan.FromSeconds(_random.Next(1, 20))); break;
            default: Advance(TimeSpan.FromMilliseconds(_random.Next(400))); break;
        }
    }

    private SimulatedNode AnyNode() => _nodes[_random.Next(Nodes)];

    private void Advance(TimeSpan by)
    {
        _now += by.Ticks;
        _server.Time += (long)by.TotalMicroseconds + 1;
        foreach (var node in _nodes)
            node.Time.Advance(by);
    }

    private void StepCall()
    {
        if (_calls.Count == 0)
            return;
        var at = _random.Next(_calls.Count);
        var call = _calls[at];
        if (call.Step())
            _calls.Remove(call);
    }

    private void StepDatabase()
    {
        if (_queries.Count > 0 && (_rows.Count == 0 || _random.Next(2) == 0))
        {
            var (row, key) = _queries[_random.Next(_queries.Count)];
            _queries.Remove((row, key));
            if (_random.Next(20) == 0)
                row.SetException(new DatabaseDownException());
            else
            {
                Tell($"query of {Keys[key]} sees {_committed[key]}");
                _rows.Add((row, _committed[key]));
            }
        }
        else if (_rows.Count > 0)
        {
            var (row, version) = _rows[_random.Next(_rows.Count)];
            _rows.Remove((row, version));
            Tell($"row {version} arrives");
            row.SetResult(version);
        }
    }

    private void Deliver(SimulatedNode node)
    {
        if (!node.Channel.TryDequeue(out var message))
            return;
        var told = message.Event;
        if (_off.HasFlag(Rules.GapCheck))
            told = told with { PreviousTick = node.Core.View.Current.LastTick };
        if (_off.HasFlag(Rules.LocalFences))
            told = told with { Tags = [] };
        Tell($"{Number(node)} hears {told.Epoch} {told.Tick} {told.PreviousTick} {string.Join(',', told.Tags)}");
        node.Connection.Heard!(told);
        for (var key = 0; key < Keys.Length; key++)
            if (Concerns(message.Event.Tags, key))
                node.Known[key] = Math.Max(node.Known[key], message.Versions[key]);
    }

    private static void Heartbeat(SimulatedNode node)
    {
        node.IsSyncWanted = false;
        _ = node.Core.Link.SyncAsync();
    }

    // Time limits, broken sockets: the sender goes on, the request may still be executed.
    private void GiveUpCall()
    {
        if (_calls.Count == 0)
            return;
        var call = _calls[_random.Next(_calls.Count)];
        Lose(call);
    }

    private void Lose(SimulatedCall call)
    {
        Tell($"a request of {call.Node} is lost, executed: {call.IsExecuted}");
        _nodes[call.Node].Failures++;
        if (call.IsExecuted)
            _calls.Remove(call);
        call.Fail();
    }

    private void Evict()
    {
        Tell("eviction");
        switch (_random.Next(8))
        {
            case 0: _server.Evict("clock", ""); break;
            case 1: _server.Evict("log", ""); break;
            case 2: _server.Evict("entry", Keys[_random.Next(Keys.Length)]); break;
            case 3 or 4: _server.Evict("lease", Keys[_random.Next(Keys.Length)]); break;
            default:
                var key = _random.Next(Keys.Length);
                var tags = TagsOf(key);
                _server.Evict("fence", tags[_random.Next(tags.Length)]);
                break;
        }
    }

    /// <summary>The server starts again, empty or with old data: every connection breaks first.</summary>
    private void Restart()
    {
        // Without a run to tell it by, nobody can see the loss of what he had not heard.
        var isSeen = _server.HasRun || _nodes.All(node => _server.Current is { } clock && node.Core.View.Known == new Knowledge(clock.Epoch, clock.Tick));
        if (!isSeen)
            return;
        Tell("restart");
        for (var node = 0; node < Nodes; node++)
            Break(node, isSeen: !_off.HasFlag(Rules.CheckConnection));
        var old = _server.Remember();
        (_oldData ?? old)();
        if (_random.Next(3) == 0)
            _server.Flush();
    }

    /// <summary>What was not executed never will be, unless it was given up before; what was, has lost its answer.</summary>
    private void Break(int node, bool isSeen = true)
    {
        Tell($"connection of {node} breaks");
        if (isSeen)
            _nodes[node].Connection.Connection++;
        foreach (var call in _calls.Where(call => call.Node == node).ToArray())
        {
            _calls.Remove(call);
            _nodes[node].Failures++;
            call.Fail();
        }
    }

    /// <summary>Quiet: all is delivered and answered, every node hears a heartbeat; then nobody may serve anything but the last version.</summary>
    private void Settle()
    {
        Drain();
        foreach (var node in _nodes)
        {
            while (node.Channel.Count > 0)
                Deliver(node);
            Heartbeat(node);
            Drain();
            Heartbeat(node);
            Drain();
        }

        foreach (var node in _nodes)
        {
            while (node.Channel.Count > 0)
                Deliver(node);
            Heartbeat(node);
            Drain();
        }

        for (var round = 0; round < 2; round++)
            foreach (var node in _nodes)
                for (var key = 0; key < Keys.Length; key++)
                {
                    _ = ReadAsync(node, key, isLast: true);
                    Drain();
                }
    }

    private void Drain()
    {
        for (var idle = 0; idle < 40; idle++)
        {
            for (var work = 0; _calls.Count + _queries.Count + _rows.Count > 0; work++)
            {
                if (work > MostWork)
                    throw new InvalidOperationException("The requests have no end.");
                idle = 0;
                StepCall();
                StepDatabase();
            }

            Advance(TimeSpan.FromMilliseconds(20));
        }
    }
}
