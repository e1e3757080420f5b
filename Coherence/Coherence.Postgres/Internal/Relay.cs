using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using AspireCache.Coherence.Postgres.Internal.Outbox;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>Tries to be the relay for as long as the application runs: every node does, and one succeeds.</summary>
internal sealed class Relay(
    HybridCache cache, IOptions<PostgresInvalidationOptions> options, IOptions<CoherenceOptions> coherence, RelayMetrics metrics, ILogger<Relay> logger, TimeProvider? time = null)
    : BackgroundService
{
    private const int MostPrepared = 8;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var core = (cache as CoherentHybridCache)?.Core
            ?? throw new InvalidOperationException("AddPostgresInvalidation needs Coherence as the application's HybridCache: call AddCoherence before it.");
        var names = RelayNames.For(options.Value, coherence.Value.Domain);
        var status = new RelayStatus(metrics, _time, logger);
        await using var database = OpenDatabase();
        ICommitSource source = options.Value.Source is CommitSource.Outbox
            ? new OutboxSource(core, database, options.Value, names, status, metrics, _time, logger)
            : new LogSource(core, database, options.Value, names, status, metrics, _time, logger);
        try
        {
            if (options.Value.StartAfter is { } ready)
                await ready(stoppingToken).ConfigureAwait(false);
            while (true)
            {
                await TryLeadAsync(source, status, stoppingToken).ConfigureAwait(false);
                await Task.Delay(options.Value.Retry, _time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application stops; another node goes on.
        }
    }

    private async Task TryLeadAsync(ICommitSource source, RelayStatus status, CancellationToken cancellationToken)
    {
        try
        {
            if (await source.LeadAsync(cancellationToken).ConfigureAwait(false))
                status.Follows();
        }
        catch (RelaySetupException e)
        {
            status.CannotRelay(e.Message);
        }
        catch (SchemaChangedException)
        {
            logger.SchemaChanged();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            status.Stopped(e);
        }
        finally
        {
            metrics.Follows();
        }
    }

    private NpgsqlDataSource OpenDatabase()
    {
        var text = new NpgsqlConnectionStringBuilder(options.Value.ConnectionString) { MaxPoolSize = 3, Timeout = 3, CommandTimeout = 5, Enlist = false };
        // To plan what is asked many times a second costs more than to answer it. Poolers do not keep plans.
        if (options.Value.Source is CommitSource.LogicalReplication)
            text.MaxAutoPrepare = MostPrepared;
        return NpgsqlDataSource.Create(text);
    }
}
