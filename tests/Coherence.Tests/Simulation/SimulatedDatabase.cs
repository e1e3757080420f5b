namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>
/// What Postgres does for the protocol. A commit has two moments: first it is in the log, then new snapshots see it. One slot,
/// which admits one reader and remembers what was let go of; a standby that replays when it likes.
/// </summary>
internal sealed class SimulatedDatabase
{
    private const ulong Step = 8;

    private readonly List<LogRecord> _log = [];
    private readonly List<LogRecord> _running = [];
    private readonly int[] _written = new int[World.Keys.Length];
    private Slot? _slot;
    private uint _lastXid = 100;
    private ulong _position = 1000;
    private int _system = 1;
    private int _replayed;

    /// <summary>What new snapshots see.</summary>
    public int[] Visible { get; } = new int[World.Keys.Length];

    /// <summary>What a query on the standby sees.</summary>
    public int[] Replayed { get; } = new int[World.Keys.Length];

    public ulong ReplayedPosition { get; private set; } = 1000;

    public IReadOnlyList<LogRecord> Running => _running;

    public bool HasToSend => _slot?.Reader is { } reader && reader.Next < _log.Count;

    /// <summary>A commit comes into the log. Its rows are locked until it can be seen: null where one of them is.</summary>
    public LogRecord? Commit(IReadOnlyList<int> keys, string[] tags, string? message)
    {
        if (_running.Any(other => other.Changes.Any(change => keys.Contains(change.Key))))
            return null;
        var record = Append([.. keys.SelectMany(Write)], tags, message);
        _running.Add(record);
        return record;
    }

    // What is made of the first row changes with it.
    private (int Key, int Version)[] Write(int key)
    {
        var version = ++_written[key];
        return key == 0 ? [(key, version), (World.Made, version)] : [(key, version)];
    }

    public void Show(LogRecord record)
    {
        _running.Remove(record);
        foreach (var (key, version) in record.Changes)
            Visible[key] = version;
    }

    /// <summary>A message of the relay's own, in a transaction that changes nothing.</summary>
    public bool Emit(string message)
    {
        Append([], [], message);
        return true;
    }

    public string TakeSnapshot(bool seesAll)
    {
        var next = _lastXid + 1;
        return seesAll ? $"{next}:{next}:" : $"{_running.Select(record => record.Xid).Append(next).Min()}:{next}:{string.Join(',', _running.Select(record => record.Xid))}";
    }

    /// <summary>Makes the slot where it is missing. The server waits for what is just committing.</summary>
    public bool EnsureSlot()
    {
        if (_slot is not null)
            return true;
        if (_running.Count > 0)
            throw new DatabaseRefusedException("transactions are running");
        _position += Step;
        _slot = new Slot { Confirmed = _position };
        return true;
    }

    public (bool IsRead, ulong Confirmed) ReadSlot() =>
        _slot is { } slot ? (slot.Reader is not null, slot.Confirmed) : throw new DatabaseRefusedException("no slot");

    public SimulatedStream StartReplication()
    {
        if (_slot is not { Reader: null } slot)
            throw new DatabaseRefusedException("no slot, or somebody else reads it");
        // It skips what began before.
        var next = _log.FindIndex(record => record.Begin >= slot.Confirmed);
        return slot.Reader = new SimulatedStream($"{_system}", next < 0 ? _log.Count : next);
    }

    public void SendNext()
    {
        if (_slot?.Reader is { } reader && reader.Next < _log.Count)
            reader.Sent.Enqueue(_log[reader.Next++]);
    }

    /// <summary>The reader's status message arrives.</summary>
    public void TakeStatus()
    {
        if (_slot is { Reader: { } reader } slot)
            slot.Confirmed = Math.Max(slot.Confirmed, reader.Status);
    }

    /// <summary>The server ends the reader's connection: an operator, a time limit, a broken line.</summary>
    public void CutReader()
    {
        if (_slot?.Reader is not { } reader)
            return;
        reader.IsCut = true;
        _slot.Reader = null;
    }

    public void LoseSlot()
    {
        CutReader();
        _slot = null;
    }

    /// <summary>Another server takes its place, with the same rows and a log of its own.</summary>
    public void Replace()
    {
        LoseSlot();
        foreach (var record in _running.ToArray())
            Show(record);
        _log.Clear();
        _replayed = 0;
        Visible.CopyTo(Replayed, 0);
        _system++;
        _position = ReplayedPosition = 1000;
    }

    public bool HasToReplay => _replayed < _log.Count;

    public void Replay()
    {
        if (!HasToReplay)
            return;
        var record = _log[_replayed++];
        foreach (var (key, version) in record.Changes)
            Replayed[key] = version;
        ReplayedPosition = record.Position;
    }

    private LogRecord Append((int Key, int Version)[] changes, string[] tags, string? message)
    {
        var begin = _position;
        _position += Step;
        var record = new LogRecord(++_lastXid, begin, _position, changes, tags, message);
        _log.Add(record);
        return record;
    }

    private sealed class Slot
    {
        public ulong Confirmed { get; set; }

        public SimulatedStream? Reader { get; set; }
    }
}
