using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// All that the protocol asks of Redis. Any call may fail, or fail and take effect later. Tags are those of
/// <see cref="TagNames"/>.
/// </summary>
internal interface IRedisDomain
{
    /// <summary>
    /// Grows before a new connection carries anything. Behind one may be a server that lost data, so its answers are not
    /// believed until <see cref="SyncAsync"/> has looked.
    /// </summary>
    long Connection { get; }

    /// <summary>Reads clock, fences and entry in one round trip.</summary>
    ValueTask<Snapshot> ReadAsync(string key, string[] tags);

    /// <summary>Reads clock and fences only.</summary>
    ValueTask<Snapshot> ReadFencesAsync(string[] tags);

    /// <summary>
    /// Asks for the lease of the key, if one is named, makes missing fences, and reads as <see cref="ReadAsync"/> does, in one round trip.
    /// With <paramref name="unlessThere"/> it asks for the lease only where there is no entry.
    /// </summary>
    ValueTask<FillStart> BeginFillAsync(string key, string[] tags, string? lease, Knowledge known, TimeSpan lifetime, bool unlessThere);

    /// <summary>Stores an entry and returns the lease of its key, if one is named, in one round trip; false where that lease is not held any more.</summary>
    ValueTask<bool> StoreAsync(string key, ReadOnlyMemory<byte> entry, TimeSpan lifetime, string? lease);

    /// <summary>Renews a lease; false where it is not held any more.</summary>
    ValueTask<bool> RenewAsync(string key, string lease, Knowledge known);

    /// <summary>Returns a lease; false where it is not held any more.</summary>
    ValueTask<bool> ReleaseAsync(string key, string lease);

    /// <summary>Moves the fences of <paramref name="tags"/> to a new tick and tells everybody; with a claim, makes the other fences where they are missing.</summary>
    ValueTask<InvalidationAnswer> InvalidateAsync(string[] tags, WriteClaim? claim, Knowledge known);

    /// <summary>
    /// Makes sure that the clock belongs to the server that answers and shows no less than is known, else opens an epoch, as
    /// it does when <paramref name="raise"/> asks for one; reads the events after the known tick.
    /// </summary>
    ValueTask<SyncAnswer> SyncAsync(Knowledge known, bool raise);

    /// <summary>
    /// Moves the fences of <paramref name="tags"/> for commits up to <paramref name="position"/>, and tells everybody; transactions
    /// among the tags are told too, and have no fence.
    /// </summary>
    ValueTask<InvalidationAnswer> CommitAsync(string[] tags, ulong position, Knowledge known);

    /// <summary>
    /// Takes over as the relay of <paramref name="source"/>, whose log goes on at <paramref name="position"/>; opens an epoch where
    /// commits may have been missed.
    /// </summary>
    ValueTask<DomainClock> TakeOverAsync(string source, ulong position, ulong end, Knowledge known);

    /// <summary>Begins a round of the relay.</summary>
    ValueTask<RelayRound> BeginRoundAsync(Knowledge known);

    /// <summary>
    /// Ends a round: every commit from before it began, up to <paramref name="position"/>, has been applied. False where the round is
    /// of an epoch that is over, and nothing was noted.
    /// </summary>
    ValueTask<bool> EndRoundAsync(RelayRound round, ulong position, Knowledge known);

    /// <summary>Hears events from now on, one after the other, and of every moment at which some may have been missed.</summary>
    void Listen(Action<FeedEvent> heard, Action missed);
}
