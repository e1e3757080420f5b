using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>Tries to be the relay for as long as the application runs: every node does, and one succeeds.</summary>
internal sealed class Relay(
    HybridCache cache, IOptions<PostgresInvalidationOptions> options, IOptions<CoherenceOptions> coherence, ILogger<Relay> logger, TimeProvider? time = null)
    : BackgroundService
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private string? _told;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var core = (cache as CoherentHybridCache)?.Core
            ?? throw new InvalidOperationException("AddPostgresInvalidation needs Coherence as the application's HybridCache: call AddCoherence before it.");
        var names = RelayNames.For(options.Value, coherence.Value.Domain);
        await using var database = OpenDatabase();
        var setup = new RelaySetup(database, options.Value, names, logger);
        try
        {
            if (options.Value.StartAfter is { } ready)
                await ready(stoppingToken).ConfigureAwait(false);
            while (true)
            {
                await TryLeadAsync(core, database, setup, names, stoppingToken).ConfigureAwait(false);
                await Task.Delay(options.Value.Retry, _time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application stops; another node goes on.
        }
    }

    private async Task TryLeadAsync(CacheCore core, NpgsqlDataSource database, RelaySetup setup, RelayNames names, CancellationToken cancellationToken)
    {
        try
        {
            await setup.EnsureAsync(cancellationToken).ConfigureAwait(false);
            if ((await setup.ReadSlotAsync(cancellationToken).ConfigureAwait(false)).IsRead)
            {
                TellOnce("following", () => logger.Following());
                return;
            }

            _told = null;
            await new Leadership(core, database, setup, options.Value, names, _time, logger).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RelaySetupException e)
        {
            TellOnce(e.Message, () => logger.CannotRelay(e.Message));
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ObjectInUse)
        {
            // Another node was quicker.
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            TellOnce(e.Message, () => logger.Stopped(e.Message, e));
        }
    }

    // Every attempt would say the same.
    private void TellOnce(string what, Action tell)
    {
        if (_told == what)
            return;
        _told = what;
        tell();
    }

    private NpgsqlDataSource OpenDatabase()
    {
        var text = new NpgsqlConnectionStringBuilder(options.Value.ConnectionString) { MaxPoolSize = 3, Timeout = 3, CommandTimeout = 5, Enlist = false };
        return NpgsqlDataSource.Create(text);
    }
}
