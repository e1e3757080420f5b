using AspireCache.Coherence.Internal.Leases;
using Npgsql;
using NpgsqlTypes;

namespace AspireCache.Coherence.Postgres;

/// <summary>Factories that read from a replica.</summary>
public static class ReplicaReads
{
    /// <summary>
    /// To be called in a factory, before it reads: if the connection's server is a standby that has not replayed every commit
    /// whose invalidation came before this read, the value is returned to those who wait for it and not kept, since it may be older
    /// than what was invalidated. The primary is never behind.
    /// </summary>
    /// <remarks>
    /// Outside a factory, and without <c>AddPostgresInvalidation</c>, it does nothing: there is nothing to compare with. Read on the
    /// same connection; another one of the pool may lead to another standby.
    /// </remarks>
    /// <param name="connection">An open connection, from which the factory reads next.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NpgsqlException">The server could not be asked.</exception>
    public static async Task ReadsFromReplicaAsync(this NpgsqlConnection connection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (FillScope.Current is not { FollowsCommits: true } scope)
            return;
        // https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-RECOVERY-INFO-TABLE
        await using var command = new NpgsqlCommand("select case when pg_is_in_recovery() then coalesce(pg_last_wal_replay_lsn(), '0/0') end", connection);
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is NpgsqlLogSequenceNumber replayed)
            scope.ReadsUpTo((ulong)replayed);
    }
}
