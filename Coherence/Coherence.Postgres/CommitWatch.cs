using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Internal.Invalidation;
using Microsoft.Extensions.Caching.Hybrid;
using Npgsql;

namespace AspireCache.Coherence.Postgres;

/// <summary>
/// Waits until this node's cache has applied a transaction of its own, so that who wrote reads what was written. Dispose it.
/// </summary>
public sealed class CommitWatch : IDisposable
{
    private readonly CacheCore _core;
    private readonly string _transaction;
    private readonly Task _applied;

    private CommitWatch(CacheCore core, string transaction)
    {
        _core = core;
        _transaction = transaction;
        _applied = core.Link.Commits.Watch(transaction);
    }

    /// <summary>Begins to watch for the connection's transaction: to be called in it, last before its commit.</summary>
    /// <param name="cache">The application's cache, which is Coherence.</param>
    /// <param name="connection">The connection, in a transaction that changes rows of mapped tables.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The watch.</returns>
    /// <exception cref="ArgumentException">The cache is another one.</exception>
    /// <exception cref="NpgsqlException">The database could not be asked.</exception>
    public static async Task<CommitWatch> BeginAsync(HybridCache cache, NpgsqlConnection connection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var core = (cache as CoherentHybridCache)?.Core ?? throw new ArgumentException("The cache is not Coherence.", nameof(cache));
        // The log knows the lower 32 bits of it.
        await using var command = new NpgsqlCommand("select (pg_current_xact_id()::text::numeric % 4294967296)::bigint", connection);
        var id = (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        return new CommitWatch(core, TagNames.OfTransaction((uint)id));
    }

    /// <summary>Waits for the committed transaction to be applied here: what this node serves from then on was read after it.</summary>
    /// <param name="limit">How long to wait at most.</param>
    /// <returns>
    /// False when it was not within the limit, and at once when no relay is heard of: other nodes will apply it when one is, and
    /// until then a reader may still be served from before.
    /// </returns>
    public async Task<bool> WaitAsync(TimeSpan limit)
    {
        if (_applied.IsCompleted)
            return true;
        if (!_core.View.HasRelay || _core.IsDetached(_core.Runtime.Time.GetTimestamp()))
            return false;
        try
        {
            await _applied.WaitAsync(limit, _core.Runtime.Time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Stops watching.</summary>
    public void Dispose() => _core.Link.Commits.Forget(_transaction);
}
