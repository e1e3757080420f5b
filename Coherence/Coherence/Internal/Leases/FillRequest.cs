using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Internal.Leases;

/// <summary>What a caller asked for. A refresh serves nobody: <paramref name="Refreshed"/> is the entry it replaces.</summary>
internal sealed record FillRequest<TState, T>(
    CacheCore Core,
    FlightKey Key,
    EntryPlan Plan,
    string[] Tags,
    TState State,
    Func<TState, CancellationToken, ValueTask<T>> Factory,
    LocalEntry? Refreshed);
