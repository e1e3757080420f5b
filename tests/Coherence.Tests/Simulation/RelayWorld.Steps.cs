namespace AspireCache.Coherence.Tests.Simulation;

/// <content>What may happen next.</content>
internal sealed partial class RelayWorld
{
    private const int PulsesToBeWell = 40;
    private const int MomentsOfARead = 15;

    protected override void Step()
    {
        Advance(TimeSpan.FromMilliseconds(Random.Next(6)));
        switch (Random.Next(1000))
        {
            case < 110: _ = ReadAnyAsync(); break;
            case < 145: Commit(); break;
            case < 180: ShowOne(); break;
            case < 420: StepCall(); break;
            case < 520: StepQuery(); break;
            case < 600: Deliver(AnyNode()); break;
            case < 645: Heartbeat(AnyNode()); break;
            case < 695: _database.SendNext(); break;
            case < 750: AnyRelay().Receive(); break;
            case < 800: AnyRelay().Beat(); break;
            case < 820: _database.TakeStatus(); break;
            case < 850: AnyRelay().TryLead(); break;
            case < 870: _database.Replay(); break;
            case < 885: GiveUpCall(); break;
            case < 905: Evict(); break;
            case < 911: TakeCopy(); break;
            case < 919: Restart(); break;
            case < 921: Flush(); break;
            case < 925: Break(Random.Next(Nodes)); break;
            case < 930: Kill(Random.Next(Nodes)); break;
            case < 936: Pause(); break;
            case < 948: Resume(); break;
            case < 954: CutReader(); break;
            case < 960: LoseSlot(); break;
            case < 963: ReplaceServer(); break;
            case < 980: Pulse(); break;
            case < 984: Advance(TimeSpan.FromMilliseconds(Random.Next(1000, 4000))); break;
            default: Advance(TimeSpan.FromMilliseconds(Random.Next(300))); break;
        }

        HearOfCommits();
    }

    /// <summary>Quiet: everybody runs, all is visible, some node relays; then every node is sure of what it knows, and serves the last version.</summary>
    protected override void Settle()
    {
        foreach (var node in AllNodes.Where(node => node.IsPaused))
            Wake(node);
        Pulse();
        var since = AllNodes.Select(node => node.Time.GetTimestamp()).ToArray();
        for (var pulse = 0; pulse < PulsesToBeWell && AllNodes.Any(IsUnsure); pulse++)
            Pulse();
        foreach (var node in AllNodes.Where(IsUnsure))
            Violation ??= $"node {Number(node)} is not sure of what it knows, though all is well";
        for (var round = 0; round < 2; round++)
            foreach (var node in AllNodes)
            {
                Pulse();
                for (var key = 0; key < Keys.Length; key++)
                {
                    _ = ReadAsync(node, key, ReadKind.Last);
                    Drain(MomentsOfARead);
                }
            }

        // All had committed when it asked.
        bool IsUnsure(SimulatedNode node) => !Off.HasFlag(Rules.RelayRounds) && node.Core.View.KnownAt <= since[Number(node)];
    }

    /// <summary>A moment in which all goes well for those who run, from a commit to every node's memory.</summary>
    private void Pulse()
    {
        if (AllNodes.Any(node => node.IsPaused))
            return;
        while (_database.Running.Count > 0)
            Show(_database.Running[0]);
        if (!_relays.Any(relay => relay.IsLeading))
        {
            _database.CutReader();
            AnyRelay().TryLead();
        }

        Drain(moments: 2);
        foreach (var relay in _relays)
            relay.Beat();
        Drain(moments: 0);
        while (_database.HasToSend)
            _database.SendNext();
        foreach (var relay in _relays)
            while (relay.HasToReceive)
                relay.Receive();
        Drain(moments: 3);
        _database.TakeStatus();
        while (_database.HasToReplay)
            _database.Replay();
        foreach (var node in AllNodes)
        {
            DeliverAll(node);
            Heartbeat(node);
        }

        Drain(moments: 0);
        HearOfCommits();
    }

    private SimulatedRelay AnyRelay() => _relays[Number(AnyNode())];

    private void ShowOne()
    {
        if (_database.Running.Count > 0)
            Show(_database.Running[Random.Next(_database.Running.Count)]);
    }

    /// <summary>A process dies. What it had asked may still happen.</summary>
    private void Kill(int number)
    {
        Tell($"{number} dies");
        Replace(number);
        _relays[number] = MakeRelay(number);
    }

    /// <summary>A process stands still, with all that it has in memory; its clock goes on.</summary>
    private void Pause()
    {
        if (AllNodes.Count(node => !node.IsPaused) == 1)
            return;
        var node = AnyNode();
        Tell($"{Number(node)} is paused");
        node.IsPaused = true;
    }

    private void Resume()
    {
        if (AllNodes.FirstOrDefault(node => node.IsPaused) is { } node)
            Wake(node);
    }

    private void Wake(SimulatedNode node)
    {
        Tell($"{Number(node)} goes on after {node.Slept.TotalSeconds:F3} s");
        node.IsPaused = false;
        node.Time.Advance(node.Slept);
        node.Slept = TimeSpan.Zero;
    }

    private void CutReader()
    {
        Tell("the slot's reader is cut off");
        _database.CutReader();
    }

    private void LoseSlot()
    {
        Tell("the slot is lost");
        _database.LoseSlot();
    }

    private void ReplaceServer()
    {
        Tell("the database moves to another server");
        foreach (var commit in _database.Running.ToArray())
            Show(commit);
        _database.Replace();
    }
}
