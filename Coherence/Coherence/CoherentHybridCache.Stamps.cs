using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence;

/// <content>Freshness for what is kept elsewhere, such as whole answers.</content>
public sealed partial class CoherentHybridCache
{
    /// <summary>
    /// The newest point in the order of invalidations that this node has heard of. Its epoch changes when events may have been
    /// missed: whoever follows changes has to start again.
    /// </summary>
    public CacheStamp Heard
    {
        get
        {
            var known = _core.View.Known;
            return new CacheStamp(known.Epoch, known.Tick);
        }
    }

    /// <summary>
    /// How old what this node knows can be at most: every invalidation that Redis had, and with a relay every commit, from before that
    /// long ago has been applied here. What another node still owes (<see cref="InvalidationOutcome.Owed"/>) is not in it. Null: nothing
    /// is known yet.
    /// </summary>
    public TimeSpan? StalenessBound => _core.KnowledgeAge();

    /// <summary>
    /// Takes a stamp for something that is about to be read from its source, and kept elsewhere with the stamp. One request to Redis.
    /// </summary>
    /// <param name="tags">What it is made of, as given to <c>GetOrCreateAsync</c>.</param>
    /// <param name="keptFor">How long it is kept.</param>
    /// <returns>The stamp; null when it must not be kept: Redis cannot be had, or commits are not heard of.</returns>
    public async ValueTask<CacheStamp?> StampAsync(IEnumerable<string> tags, TimeSpan keptFor)
    {
        if (NamesOf(tags) is not { } names)
            return null;
        // Before the question: what is read next comes through the same cells.
        var generation = _core.View.Current;
        var cells = generation.CellsOf(names);
        using var start = await _core.Link.BeginFillAsync("", names, null, keptFor).ConfigureAwait(false);
        start?.Snapshot.Teach(generation, cells);
        return start?.Snapshot.Clock is { } clock && !IsBehind() ? new CacheStamp(clock.Epoch, clock.Tick) : null;
    }

    /// <summary>Whether what was kept with a stamp may be served: nothing it is made of has been invalidated since. One request to Redis.</summary>
    /// <param name="stamp">The stamp, taken before it was read.</param>
    /// <param name="tags">The tags, as given to <see cref="StampAsync"/>.</param>
    /// <returns>False also when that cannot be known.</returns>
    public async ValueTask<bool> IsCurrentAsync(CacheStamp stamp, IEnumerable<string> tags)
    {
        if (NamesOf(tags) is not { } names)
            return false;
        using var snapshot = await _core.Link.ReadFencesAsync(names).ConfigureAwait(false);
        if (snapshot?.Clock is not { } clock || clock.Epoch != stamp.Epoch || IsBehind())
            return false;
        foreach (var fence in snapshot.Fences)
            if (fence == Snapshot.Missing || fence > stamp.Tick)
                return false;
        return true;
    }

    private string[]? NamesOf(IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var names = new List<string> { TagNames.All };
        foreach (var tag in tags)
        {
            if (!_core.Keys.IsValidTag(tag))
                return null;
            names.Add(_core.Keys.NameOfTag(tag));
        }

        return [.. names];
    }

    // What Redis holds may be older than what has committed: no relay has been heard of for too long.
    private bool IsBehind() => _core.View.HasRelay && _core.IsDetached(_core.Runtime.Time.GetTimestamp());
}
