using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>What every way to learn of commits needs of the server.</summary>
internal static class ServerCheck
{
    /// <summary>
    /// An expression: another text after each crash, since the server throws its statistics away then, and the same after an orderly
    /// stop. What was committed with <c>synchronous_commit=off</c> and had been read may be lost in a crash, and no log tells of it.
    /// </summary>
    public const string RunSql = "(select coalesce(extract(epoch from stats_reset)::text, '') from pg_stat_bgwriter)";

    private const int LeastVersion = 140_000;

    /// <exception cref="RelaySetupException">It is too old, or a standby.</exception>
    public static async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select current_setting('server_version_num')::int, pg_is_in_recovery()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (reader.GetInt32(0) < LeastVersion)
            throw new RelaySetupException("the server is older than Postgres 14.");
        if (reader.GetBoolean(1))
            throw new RelaySetupException("the connection leads to a standby. Name the primary, or add Target Session Attributes=primary to ConnectionString.");
    }
}
