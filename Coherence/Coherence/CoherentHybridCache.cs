using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Leases;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence;

/// <summary>
/// Microsoft's <see cref="HybridCache"/> over Redis, coherent across nodes: a value is served only if every invalidation that
/// had taken effect before its read began is in it. Take it from <c>AddCoherence</c> as a <see cref="HybridCache"/>.
/// </summary>
/// <remarks>
/// Faults of Redis never reach the caller: reads fall back to the factory, or to what the namespace's policy allows. See
/// <see cref="CoherenceOptions"/> and <see cref="NamespacePolicy"/>. All members may be called from any thread.
/// </remarks>
public sealed partial class CoherentHybridCache : HybridCache, IAsyncDisposable, IDisposable
{
    private readonly CacheCore _core;
    private readonly CacheLifetime? _lifetime;

    internal CoherentHybridCache(CacheCore core, CacheLifetime? lifetime = null)
    {
        _core = core;
        _lifetime = lifetime;
    }

    internal CacheCore Core => _core;

    /// <summary>
    /// Gets the value of a key, from memory, from Redis, or from the factory; then it is kept in both: in
    /// memory before this returns, in Redis a moment later. Callers of the same key share one run of the factory, across nodes; it is cancelled when all of them have given up. The factory runs in the flow of the first
    /// of them, and may read other keys through the cache: then it gets nothing older than its own fill may be.
    /// </summary>
    /// <exception cref="ArgumentException">A tag is empty, or <c>*</c>. Told where the value is not in memory.</exception>
    /// <exception cref="InvalidOperationException">The factory of a key reads the same key, itself or by way of others.</exception>
    /// <inheritdoc />
    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        cancellationToken.ThrowIfCancellationRequested();
        if (key is not null && _core.Local.TryGet(key, out var entry))
        {
            var now = _core.Runtime.Time.GetTimestamp();
            // What is proved to have been heard first, then what was heard: in between more may be proved, and fence the entry.
            if (now < entry!.LocalUntil && !_core.IsDetached(now) && FillScope.Of(_core)?.Takes(entry) != false && entry.IsUnfenced(_core.View)
                && MayReadLocally(options) && EntryReader.TryReadLocally(_core, entry, out T? value))
            {
                _core.Metrics.LocalHit();
                if (now >= entry.RefreshAt)
                    Refresh(key, state, factory, options, tags, entry, now);
                return new ValueTask<T>(value!);
            }
        }

        return GetSlowlyAsync(key, state, factory, options, tags, cancellationToken);
    }

    /// <summary>
    /// Sets the value of a key, here and in Redis. It counts as an invalidation of the key: what other nodes hold in memory, or are
    /// just reading, is not served any more. A write that finds that its key or tags were invalidated while it was on its way, or by a
    /// write that this node had not heard of, invalidates the key and keeps nothing: its value may be the older one. That holds for a
    /// write before the node has reached Redis for the first time, too. Where Redis cannot be told at once the invalidation is owed, as that
    /// of <see cref="RemoveAsync(string, CancellationToken)"/>, and the value is kept on this node until Redis has it. With
    /// <see cref="HybridCacheEntryFlags.DisableDistributedCacheWrite"/> it is set on this node only, and other nodes keep what they have.
    /// </summary>
    /// <exception cref="ArgumentException">A tag is empty, or <c>*</c>.</exception>
    /// <exception cref="InvalidationOwedException">The invalidation is owed, and <see cref="CoherenceOptions.ThrowOnOwedInvalidation"/> is set.</exception>
    /// <inheritdoc />
    public override async ValueTask SetAsync<T>(
        string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_core.Keys.IsValid(key))
            return;
        if (_core.Keys.TagsOf(key, tags, out var isSensitive) is not { } names)
        {
            await RemoveNamesAsync([_core.Keys.NameOfKey(key)], cancellationToken).ConfigureAwait(false);
            return;
        }

        var plan = _core.Policies.For(TagNames.NamespaceOf(key), options).For(isSensitive || FillScope.Of(_core) is { IsSensitive: true });
        ThrowIfOwed(await Write<T>.RunAsync(_core, key, value, names, plan, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Invalidates a key on every node. When this returns, no read on this node that begins later is served an older value. Where Redis
    /// was told in time, and <see cref="InvalidateAsync(IEnumerable{string}, CancellationToken)"/> says whether it was, no read on another
    /// node is either, once that has heard of it: within milliseconds, at most <see cref="CoherenceOptions.DetachedAfter"/> where the
    /// namespace is strict. Else it is owed: the node sends it to Redis as soon as it can, and until then other nodes may serve an older value.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Gives up waiting; the invalidation goes on.</param>
    /// <exception cref="InvalidationOwedException">It is owed, and <see cref="CoherenceOptions.ThrowOnOwedInvalidation"/> is set.</exception>
    public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _core.Keys.IsValid(key) ? RemoveNamesAsync([_core.Keys.NameOfKey(key)], cancellationToken) : default;
    }

    /// <summary>Invalidates keys on every node, up to 500 at one point in the order; see <see cref="RemoveAsync(string, CancellationToken)"/>.</summary>
    /// <inheritdoc />
    public override ValueTask RemoveAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return RemoveNamesAsync(NamesOfKeys(keys), cancellationToken);
    }

    /// <summary>Invalidates everything that carries a tag, or everything for <c>*</c>; see <see cref="RemoveAsync(string, CancellationToken)"/>.</summary>
    /// <inheritdoc />
    public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _core.Keys.IsValidTag(tag) ? RemoveNamesAsync([_core.Keys.NameOfTag(tag)], cancellationToken) : default;
    }

    /// <summary>Invalidates everything that carries one of the tags, up to 500 at one point in the order; see <see cref="RemoveByTagAsync(string, CancellationToken)"/>.</summary>
    /// <inheritdoc />
    public override ValueTask RemoveByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return RemoveNamesAsync(NamesOfTags(tags), cancellationToken);
    }

    /// <summary>The value of a key if this node may serve it from memory; nothing is asked, and nothing is started.</summary>
    internal bool TryGetLocal<T>(string key, out T? value)
    {
        if (_core.Local.TryGet(key, out var entry))
        {
            var now = _core.Runtime.Time.GetTimestamp();
            if (now < entry!.LocalUntil && !_core.IsDetached(now) && FillScope.Of(_core)?.Takes(entry) != false && entry.IsUnfenced(_core.View)
                && EntryReader.TryReadLocally(_core, entry, out value))
            {
                _core.Metrics.LocalHit();
                return true;
            }
        }

        value = default;
        return false;
    }

    private bool MayReadLocally(HybridCacheEntryOptions? options) =>
        ((options?.Flags ?? _core.Policies.DefaultFlags) & HybridCacheEntryFlags.DisableLocalCacheRead) == 0;

    private ValueTask<T> GetSlowlyAsync<TState, T>(
        string? key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options, IEnumerable<string>? tags, CancellationToken cancellationToken)
    {
        var plan = _core.Policies.For(key is null ? default : TagNames.NamespaceOf(key), options);
        var flightKey = new FlightKey(key ?? "", plan.Flags, typeof(T));
        // Somebody's factory may be asking.
        var scope = FillScope.Of(_core);
        // First of all, for many may come at once: what flies has a key that is valid.
        if (_core.Flights.TryJoin<Flight<T>>(flightKey, cancellationToken.CanBeCanceled, scope) is { } joined)
        {
            _core.Metrics.Waited();
            return WaitAsync(joined, isShared: true, scope, cancellationToken);
        }

        if (!_core.Keys.IsValid(key) || _core.Keys.TagsOf(key!, tags, out var isSensitive) is not { } names)
            return plan.Has(HybridCacheEntryFlags.DisableUnderlyingData) ? default : factory(state, cancellationToken);
        var request = new FillRequest<TState, T>(_core, flightKey, plan.For(isSensitive), names, state, factory, null);
        var flight = _core.Flights.JoinOrAdd<Flight<T>, FillRequest<TState, T>>(
            flightKey, cancellationToken.CanBeCanceled, scope, static given => new Fill<TState, T>(given), request, out var isNew);
        if (isNew)
            _ = flight.RunAsync();
        else
            _core.Metrics.Waited();
        return WaitAsync(flight, isShared: !isNew, scope, cancellationToken);
    }

    private ValueTask<T> WaitAsync<T>(Flight<T> flight, bool isShared, FillScope? scope, CancellationToken cancellationToken) =>
        scope is null ? flight.WaitAsync(isShared, cancellationToken) : WaitInsideAsync(flight, isShared, scope, cancellationToken);

    private async ValueTask<T> WaitInsideAsync<T>(Flight<T> flight, bool isShared, FillScope scope, CancellationToken cancellationToken)
    {
        try
        {
            return await flight.WaitAsync(isShared, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _core.Flights.EndWaiting(scope, flight);
        }
    }

    private void Refresh<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options, IEnumerable<string>? tags, LocalEntry entry, long now)
    {
        if (!entry.TryClaimRefresh(now))
            return;
        Flight<T>? flight = null;
        try
        {
            var plan = _core.Policies.For(TagNames.NamespaceOf(key), options);
            if (plan.Has(HybridCacheEntryFlags.DisableUnderlyingData) || _core.Keys.TagsOf(key, tags, out var isSensitive) is not { } names)
                return;
            var flightKey = new FlightKey(key, plan.Flags, typeof(T));
            var request = new FillRequest<TState, T>(_core, flightKey, plan.For(isSensitive), names, state, factory, entry);
            flight = _core.Flights.TryAdd<Flight<T>, FillRequest<TState, T>>(flightKey, static given => new Fill<TState, T>(given), request);
        }
        finally
        {
            if (flight is null)
                entry.GiveUpRefresh(entry.RefreshAt);
        }

        if (flight is null)
            return;
        // The reader goes on at once, and what surrounds it is not the refresh's.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
            _ = flight.RunAsync();
    }
}
