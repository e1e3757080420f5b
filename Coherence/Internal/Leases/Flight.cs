using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// One read of a key beyond this process's memory, shared by the callers who want it. Join rule: nobody may join once an
/// invalidation of its tags has been applied here since it began, for what it brings may be older than that.
/// </summary>
internal abstract class Flight : IDisposable
{
    private readonly DomainView _view;
    private readonly CancellationTokenSource _stop;
    private int _callers = 1;
    private bool _isPinned;
    private long _begun;

    protected Flight(DomainView view, string[] tags, TimeProvider time)
    {
        _view = view;
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        Stop = _stop.Token;
        Tags = tags;
        Generation = view.Current;
        Cells = [];
        Rebase();
    }

    /// <summary>The tags of the entry, as <see cref="TagNames"/>.</summary>
    protected string[] Tags { get; }

    /// <summary>The generation that <see cref="Cells"/> belong to.</summary>
    protected Generation Generation { get; private set; }

    /// <summary>The cells of <see cref="Tags"/>, taken before anything was asked for.</summary>
    protected TagCell[] Cells { get; private set; }

    /// <summary>Cancelled when the last caller has left.</summary>
    protected CancellationToken Stop { get; }

    /// <summary>Adds a caller, if it may join. Called under the table's lock.</summary>
    public bool TryJoin(bool canLeave)
    {
        if (_callers == 0 || (_view.ChecksJoins && !IsUnfenced()))
            return false;
        _callers++;
        _isPinned |= !canLeave;
        return true;
    }

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

    /// <summary>Takes the cells anew where the generation has changed: before a fill tick is asked for, never after.</summary>
    protected void Rebase()
    {
        var generation = _view.Current;
        if (ReferenceEquals(generation, Generation) && Cells.Length > 0)
            return;
        Generation = generation;
        Cells = generation.CellsOf(Tags);
        // What was applied until now happened before anything this flight will read.
        var begun = generation.LastTick;
        foreach (var cell in Cells)
            if (cell.Fence != long.MaxValue)
                begun = Math.Max(begun, cell.Fence);
        _begun = begun;
    }

    /// <summary>Whether nothing that concerns the flight was applied since it began.</summary>
    protected bool IsUnfenced()
    {
        if (!ReferenceEquals(Generation, _view.Current))
            return false;
        foreach (var cell in Cells)
            if (cell.Fence > _begun)
                return false;
        return true;
    }
}
