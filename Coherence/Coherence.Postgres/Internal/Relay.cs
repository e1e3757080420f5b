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
    // What ends a relay that has worked for so long is news, whatever it is.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private string? _told;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var core = (cache as CoherentHybridCache)?.Core
            ?? throw new InvalidOperationException("AddPostgresInvalidation needs Coherence as the application's HybridCache: call AddCoherence before it.");
        var names = RelayNames.For(options.Value, coherence.Value.Domain);
        await using var database = OpenDatabase();
        ICommitSource source = options.Value.Source is CommitSource.Outbox
            ? new OutboxSource(core, database, options.Value, names, metrics, _time, logger)
            : new LogSource(core, database, options.Value, names, metrics, _time, logger);
        try
        {
            if (options.Value.StartAfter is { } ready)
                await ready(stoppingToken).ConfigureAwait(false);
            while (true)
            {
                await TryLeadAsync(source, stoppingToken).ConfigureAwait(false);
                await Task.Delay(options.Value.Retry, _time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application stops; another node goes on.
        }
    }

    private async Task TryLeadAsync(ICommitSource source, CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        try
        {
            await source.LeadAsync(cancellationToken).ConfigureAwait(false);
            TellOnce("following", () => logger.Following());
        }
        catch (RelaySetupException e)
        {
            TellOnce(e.Message, () => logger.CannotRelay(e.Message));
        }
        catch (SchemaChangedException)
        {
            logger.SchemaChanged();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (_time.GetElapsedTime(begun) > Steady)
                _told = null;
            TellOnce(e.Message, () => logger.Stopped(e.Message, e));
        }
        finally
        {
            metrics.Follows();
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
