namespace Catalog.Api.Changes;

/// <summary>
/// The latest changes in this replica's memory, shared by its listeners: each has but a place in it, so that a slow one costs nothing
/// and learns that it has missed something. Pure: it gets what the journal holds.
/// </summary>
internal sealed class ChangeRing(int capacity)
{
    private readonly Lock _lock = new();
    private readonly ChangeEntry[] _entries = new ChangeEntry[capacity];
    private TaskCompletionSource _pulse = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _epoch;
    private long _era;
    private long _first;
    private long _next;
    private bool _hasStart;

    /// <summary>Completes when something changes; to be taken before reading.</summary>
    public Task Pulse
    {
        get
        {
            lock (_lock)
                return _pulse.Task;
        }
    }

    /// <summary>The newest change, or the start of the epoch.</summary>
    public ChangeId Last
    {
        get
        {
            lock (_lock)
                return LastOrStart();
        }
    }

    /// <summary>Takes in that a newer epoch has begun: changes may be missing before it.</summary>
    public void Enter(long epoch)
    {
        lock (_lock)
        {
            if (epoch <= _epoch)
                return;
            Reset(epoch, hasStart: true);
            Beat();
        }
    }

    /// <summary>Takes in what the journal holds from <see cref="Last"/> on, that change included.</summary>
    public void Append(IReadOnlyList<ChangeEntry> found)
    {
        lock (_lock)
        {
            var newest = found.Count == 0 ? 0 : found.Max(static entry => entry.Id.Epoch);
            if (newest > _epoch)
                Reset(newest, hasStart: true);
            var known = LastOrStart();
            var entries = found.Where(entry => entry.Id.Epoch == _epoch).ToList();
            // The journal has lost the last one: it was cleared, or is too short for what has come since.
            if (_next > _first && entries.TrueForAll(entry => entry.Id != known))
            {
                Reset(_epoch, hasStart: false);
                Beat();
            }
            else if (_next == _first && found.Count >= _entries.Length)
                _hasStart = false;
            var isNew = _next == _first;
            foreach (var entry in entries)
            {
                if (isNew)
                    Add(entry);
                else
                    isNew = entry.Id == known;
            }

            if (LastOrStart() != known)
                Beat();
        }
    }

    /// <summary>A place right behind a change, or behind all; null where what came after the change is not known.</summary>
    public ChangeCursor? Find(ChangeId? after)
    {
        lock (_lock)
        {
            if (after is not { } id)
                return new ChangeCursor(_era, _next);
            if (id.Epoch != _epoch)
                return null;
            if (id == ChangeId.StartOf(_epoch))
                return _hasStart ? new ChangeCursor(_era, _first) : null;
            for (var i = _next - 1; i >= _first; i--)
                if (_entries[i % _entries.Length].Id == id)
                    return new ChangeCursor(_era, i + 1);
            return null;
        }
    }

    /// <summary>Reads what is new at a place, and moves it on to the end.</summary>
    /// <param name="cursor">The place.</param>
    /// <param name="at">What the place is behind now: who comes back with it misses nothing.</param>
    /// <returns>The changes; null where some were missed.</returns>
    public IReadOnlyList<ChangeEntry>? Read(ref ChangeCursor cursor, out ChangeId at)
    {
        lock (_lock)
        {
            at = LastOrStart();
            var isKnown = cursor.Era == _era && cursor.Next >= _first;
            var from = cursor.Next;
            cursor = new ChangeCursor(_era, _next);
            if (!isKnown)
                return null;
            var found = new ChangeEntry[_next - from];
            for (var i = 0; i < found.Length; i++)
                found[i] = _entries[(from + i) % _entries.Length];
            return found;
        }
    }

    private ChangeId LastOrStart() => _next > _first ? _entries[(_next - 1) % _entries.Length].Id : ChangeId.StartOf(_epoch);

    private void Add(ChangeEntry entry)
    {
        _entries[_next++ % _entries.Length] = entry;
        if (_next - _first <= _entries.Length)
            return;
        _first++;
        _hasStart = false;
    }

    private void Reset(long epoch, bool hasStart)
    {
        _epoch = epoch;
        _era++;
        _first = _next;
        _hasStart = hasStart;
    }

    private void Beat()
    {
        _pulse.TrySetResult();
        _pulse = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
