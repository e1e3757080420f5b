using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>Commits from the write-ahead log.</summary>
internal sealed class LogSource(
    CacheCore core, NpgsqlDataSource database, PostgresInvalidationOptions options, RelayNames names, RelayStatus status, RelayMetrics metrics, TimeProvider time, ILogger logger)
    : ICommitSource
{
    // Nodes of a release that maps more tables look as often.
    private const int MostTurnsGiven = 3;

    private readonly RelaySetup _setup = new(database, options, names, time, logger);
    private bool _isSetUp;
    private int _turnsGiven;

    public async Task<bool> LeadAsync(CancellationToken cancellationToken)
    {
        // At first whatever another node reads: this one may map more tables.
        if (_isSetUp && await _setup.IsSlotReadAsync(cancellationToken).ConfigureAwait(false))
            return true;
        if (!await _setup.EnsureAsync(cancellationToken).ConfigureAwait(false))
            return false;
        _isSetUp = true;
        if ((await _setup.ReadSlotAsync(cancellationToken).ConfigureAwait(false)).IsRead)
            return true;
        // It would pass over changes that others count on. Where it is alone it leads all the same.
        if (_turnsGiven < MostTurnsGiven && await _setup.LacksTablesAsync(cancellationToken).ConfigureAwait(false))
        {
            _turnsGiven++;
            return false;
        }

        _turnsGiven = 0;
        try
        {
            await new Leadership(core, database, _setup, options, names, status, metrics, time, logger).RunAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ObjectInUse)
        {
            // Another node was quicker.
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedObject)
        {
            // The slot begins before the publication, which was dropped and made again: nobody can read it any more.
            await _setup.DropSlotAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
    }
}
