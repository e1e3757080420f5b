using Catalog.Api.Database;
using Catalog.Api.Imports.Merging;
using Catalog.Api.Imports.Receiving;
using Catalog.Contracts.Imports;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Catalog.Api.Imports;

/// <summary>
/// Finishes what dead replicas left: ends imports whose receiver is gone, tells the caches of merges that nobody told them
/// of, and removes finished imports after <see cref="ImportOptions.KeepFinishedFor"/>.
/// </summary>
internal sealed class ImportHousekeeper(
    NpgsqlDataSource dataSource,
    ImportStore store,
    ImportMerger merger,
    ImportReceiver receiver,
    DatabaseReadiness database,
    IOptions<ImportOptions> options,
    TimeProvider time,
    ILogger<ImportHousekeeper> logger) : BackgroundService
{
    private static readonly TimeSpan RemovalInterval = TimeSpan.FromHours(1);

    // How long a receiver whose lock is free, or a merger that has committed, may take to end the matter itself.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.PollInterval, time);
        DateTimeOffset nextRemoval = time.GetUtcNow();
        do
        {
            try
            {
                await EndOrphansAsync(stoppingToken);
                foreach (Guid id in await store.ListStaleCachesAsync(Grace, stoppingToken))
                    await merger.RefreshCachesAsync(id, stoppingToken);

                if (time.GetUtcNow() < nextRemoval)
                    continue;
                nextRemoval = time.GetUtcNow() + RemovalInterval;
                if (await store.RemoveFinishedAsync(options.Value.KeepFinishedFor, stoppingToken) is > 0 and int removed)
                    Log.OldRemoved(logger, removed);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.WorkFailed(logger, exception.Message, exception is NpgsqlException ? null : exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task EndOrphansAsync(CancellationToken cancellationToken)
    {
        foreach ((Guid id, bool isSilent, bool isCancelled) in await store.ListQuietReceiversAsync(Grace, options.Value.ReceiverTimeout, cancellationToken))
        {
            // Its connection may be lost without its having noticed yet; its own words say more than ours.
            if (!isSilent && receiver.IsReceiving(id))
                continue;

            await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            // A receiver that is silent for too long is given up even if its connection seems to live: its machine may be gone.
            if (!await StagingTable.TryLockAsync(connection, id, cancellationToken) && !isSilent)
                continue;

            (ImportState state, string failure) = isCancelled
                ? (ImportState.Cancelled, "The import was cancelled while it was received. The catalogue is unchanged.")
                : (ImportState.Failed, "The server that received the file stopped before it had all of it. The catalogue is unchanged. Send the file again.");
            if (await store.TryAbandonAsync(id, state, failure, cancellationToken))
                Log.ReceiverLost(logger, id, ImportStore.Word(state));
        }
    }
}
