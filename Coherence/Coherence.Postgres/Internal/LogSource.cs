using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>Commits from the write-ahead log.</summary>
internal sealed class LogSource(CacheCore core, NpgsqlDataSource database, PostgresInvalidationOptions options, RelayNames names, RelayMetrics metrics, TimeProvider time, ILogger logger)
    : ICommitSource
{
    private readonly RelaySetup _setup = new(database, options, names, logger);

    public async Task LeadAsync(CancellationToken cancellationToken)
    {
        await _setup.EnsureAsync(cancellationToken).ConfigureAwait(false);
        if ((await _setup.ReadSlotAsync(cancellationToken).ConfigureAwait(false)).IsRead)
            return;
        try
        {
            await new Leadership(core, database, _setup, options, names, metrics, time, logger).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ObjectInUse)
        {
            // Another node was quicker.
        }
    }
}
