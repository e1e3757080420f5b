using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// One read of a key beyond this process's memory, shared by the callers who want it. Join rule: nobody may join once an
/// invalidation of its tags has been applied here since it began, for what it brings may be older than that; nor, while this
/// node cannot know of all invalidations, once what the flight is sure to bring is older than the limit after which it is detached.
/// </summary>
internal abstract class Flight : IDisposable
{
    private readonly DomainView _view;
    private long _sureAt;
    private readonly CancellationTokenSource _stop;
    private int _callers = 1;
    private bool _isPinned;
    private long _begun;
    private Generation _generation;
    private List<Flight>? _waitsFor;
    private volatile bool _hasPermit;

    protected Flight(CacheCore core, string key, string[] tags)
    {
        Core = core;
        _view = core.View;
        _stop = new CancellationTokenSource();
        Stop = _stop.Token;
        Key = key;
        Tags = tags;
        _generation = _view.Current;
        Cells = [];
        Rebase();
    }

    public CacheCore Core { get; }

    /// <summary>The flights that its factory waits for. Under the table's lock.</summary>
    public IReadOnlyList<Flight> WaitsFor => _waitsFor ?? [];

    /// <summary>Whether it runs under a permit to do so without Redis: its own, or that of somebody who waits for it.</summary>
    public bool HasPermit
    {
        get => _hasPermit;
        set => _hasPermit = value;
    }

    protected string Key { get; }

    /// <summary>The tags of the entry, as <see cref="TagNames"/>.</summary>
    protected string[] Tags { get; }

    /// <summary>What was applied up to it is in what the flight will bring.</summary>
    protected long Begun => Volatile.Read(ref _begun);

    /// <summary>The generation that <see cref="Cells"/> belong to. Who sees a new one, on any thread, sees its cells.</summary>
    protected Generation Generation => Volatile.Read(ref _generation);

    /// <summary>The cells of <see cref="Tags"/>, taken before anything was asked for.</summary>
    protected TagCell[] Cells { get; private set; }

    /// <summary>Cancelled when the last caller has left.</summary>
    protected CancellationToken Stop { get; }

    /// <summary>Whether the callers have what they came for; the flight may go on for the cache's sake.</summary>
    protected abstract bool HasLanded { get; }

    /// <summary>Whether a caller that comes only now may have what has landed.</summary>
    protected abstract bool IsShareable { get; }

    /// <summary>Whether it may land with what this process had in memory when it began.</summary>
    protected abstract bool MayServeMemory { get; }

    /// <summary>The tick at which what has landed was valid.</summary>
    protected abstract long LandedTick { get; }

    /// <summary>Adds a caller, if it may join. Called under the table's lock.</summary>
    public bool TryJoin(bool canLeave, FillScope? scope)
    {
        // A factory must not get what may be older than its fill tick: first what was heard, then the fences.
        if (_callers == 0
            || (scope is not null && !scope.Accepts(HasLanded ? LandedTick : MayServeMemory ? long.MinValue : Begun))
            || (_view.ChecksJoins && !(HasLanded ? IsShareable : IsRecent())))
            return false;
        _callers++;
        _isPinned |= !canLeave;
        return true;
    }

    /// <summary>Ends it for all who come later, unless somebody has joined. Called under the table's lock.</summary>
    public bool TryAbandon()
    {
        if (_callers > 1 && Core.AwaitsJoined)
            return false;
        _callers = 0;
        return true;
    }

    /// <summary>Its factory waits for another flight. Called under the table's lock.</summary>
    /// <exception cref="InvalidOperationException">That one waits for this one: neither would ever end.</exception>
    public void BeginWaitingFor(Flight other)
    {
        if (other.IsWaitingFor(this))
        {
            other._callers--;
            throw new InvalidOperationException("The factory of a key reads the same key through the cache, itself or by way of other keys: neither read could ever end.");
        }

        (_waitsFor ??= []).Add(other);
    }

    /// <summary>Its factory has what it waited for. Called under the table's lock.</summary>
    public void EndWaitingFor(Flight other)
    {
        _waitsFor?.Remove(other);
        IsSureOnlyUpTo(other.SureAt());
    }

    /// <summary>Its factory has got something that is sure to be no older than that.</summary>
    public void IsSureOnlyUpTo(long timestamp)
    {
        if (!Core.ChecksNesting)
            return;
        for (var sure = Volatile.Read(ref _sureAt); timestamp < sure;)
            sure = Interlocked.CompareExchange(ref _sureAt, timestamp, sure);
    }

    /// <summary>Somebody who has a permit waits for it.</summary>
    public abstract void GoOnWithoutPermit();

    /// <summary>Renews its lease, if it has one and somebody waits.</summary>
    public abstract Task RenewAsync();

    /// <summary>Somebody will wait to the end, or the work is wanted for itself.</summary>
    public void Pin() => _isPinned = true;

    /// <summary>A caller has given up; true when it was the last. Called under the table's lock.</summary>
    public bool Leave() => --_callers == 0 && !_isPinned;

    public void Cancel()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just landed.
        }
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>Begins again: before a fill tick is asked for, never after. What was applied until now is in whatever will be read.</summary>
    protected void Rebase()
    {
        var knownAt = _view.KnownAt;
        var generation = _view.Current;
        // Before the cells: an event that comes between has a higher tick.
        var begun = generation.LastTick;
        var cells = ReferenceEquals(generation, Generation) && !IsKilled() ? Cells : generation.CellsOf(Tags, Key);
        foreach (var cell in cells)
            if (cell.Fence != long.MaxValue)
                begun = Math.Max(begun, cell.Fence);
        Cells = cells;
        Volatile.Write(ref _generation, generation);
        Volatile.Write(ref _begun, begun);
        // Commits may be on their way to Redis, as long as no relay has proved that they are not.
        Volatile.Write(ref _sureAt, _view.HasRelay ? knownAt : Core.Runtime.Time.GetTimestamp());
    }

    /// <summary>The source is asked next: whatever has committed until now is in what it says.</summary>
    protected void TurnToSource() => Volatile.Write(ref _sureAt, Core.Runtime.Time.GetTimestamp());

    /// <summary>Takes in what Redis has shown, whatever it is asked for.</summary>
    protected void Learn(Snapshot snapshot)
    {
        // The flight brings what this answer holds, or what is read after it.
        if (snapshot.Teach(Generation, Cells))
            Volatile.Write(ref _begun, Math.Max(_begun, snapshot.Clock!.Value.Tick));
    }

    // What is certain of the flights that it waits for is certain of it. Under the table's lock.
    private long SureAt()
    {
        var sure = Volatile.Read(ref _sureAt);
        if (!HasLanded && Core.ChecksNesting)
            foreach (var inner in WaitsFor)
                sure = Math.Min(sure, inner.SureAt());
        return sure;
    }

    private bool IsWaitingFor(Flight flight)
    {
        if (HasLanded)
            return false;
        if (ReferenceEquals(this, flight))
            return true;
        foreach (var next in WaitsFor)
            if (next.IsWaitingFor(flight))
                return true;
        return false;
    }

    private bool IsKilled()
    {
        foreach (var cell in Cells)
            if (cell.Fence == long.MaxValue)
                return true;
        return Cells.Length == 0;
    }

    private bool IsRecent()
    {
        // What is proved to have been heard first, then what was heard.
        var now = Core.Runtime.Time.GetTimestamp();
        return (!Core.IsDetached(now) || (!MayServeMemory && Core.IsWithinLimit(SureAt(), now))) && IsUnfenced();
    }

    /// <summary>Whether nothing that concerns the flight was applied since it began.</summary>
    private bool IsUnfenced()
    {
        if (!ReferenceEquals(Generation, _view.Current))
            return false;
        var begun = Volatile.Read(ref _begun);
        foreach (var cell in Cells)
            if (cell.Fence > begun)
                return false;
        return true;
    }
}
