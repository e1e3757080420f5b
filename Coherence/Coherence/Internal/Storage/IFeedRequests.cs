using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>What a node asks of Redis to know what it may believe, and what it has missed.</summary>
internal interface IFeedRequests
{
    /// <summary>
    /// Grows before a new connection carries anything. Behind one may be a server that lost data, so its answers are not
    /// believed until <see cref="SyncAsync"/> has looked.
    /// </summary>
    long Connection { get; }

    /// <summary>
    /// Makes sure that the clock belongs to the server that answers and shows no less than is known, else opens an epoch, as
    /// it does when <paramref name="raise"/> asks for one; reads the events after the known tick.
    /// </summary>
    ValueTask<SyncAnswer> SyncAsync(Knowledge known, bool raise);

    /// <summary>Hears events from now on, one after the other, and of every moment at which some may have been missed.</summary>
    void Listen(Action<FeedEvent> heard, Action missed);
}
