using AspireCache.Coherence.Postgres;
using Catalog.Api.Caching;
using Catalog.Api.Database;
using Catalog.Api.Errors;
using Catalog.Api.Imports.Receiving;
using Catalog.Contracts.Imports;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Catalog.Api.Imports.Merging;

/// <summary>
/// Merges received imports. The change of the catalogue, the end of the import and the removal of its rows are one
/// transaction: however often a merge is interrupted and begun again, it happens once.
/// </summary>
internal sealed class ImportMerger(
    NpgsqlDataSource dataSource,
    ImportStore store,
    ICatalogInvalidation invalidation,
    IOptions<ImportOptions> options,
    TimeProvider time,
    ILogger<ImportMerger> logger)
{
    // From here the tables are worth looking after at once.
    private const int ManyChanges = 1000;

    private static readonly TimeSpan CancelCheckInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Works on the import whose turn it is.</summary>
    /// <returns>False when there is none, or another replica is at work.</returns>
    /// <exception cref="MergeException">It was interrupted, and is to be done again.</exception>
    public async Task<bool> WorkOnNextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await WorkInTurnAsync(cancellationToken);
        }
        catch (MergeException exception) when (!exception.MayPass)
        {
            // Not before the connection is back: after some errors nothing more can be done on it.
            Log.MergeFailed(logger, exception.ImportId, exception.InnerException!);
            await FailAsync(exception.ImportId, exception.InnerException!, cancellationToken);
            return true;
        }
    }

    /// <summary>Tells the caches of a committed merge; done again by another replica if this one dies before the end of it.</summary>
    public Task RefreshCachesAsync(Guid importId, CancellationToken cancellationToken) => RefreshCachesAsync(importId, null, cancellationToken);

    private async Task RefreshCachesAsync(Guid importId, CommitWatch? commit, CancellationToken cancellationToken)
    {
        await invalidation.CatalogChangedAsync(commit);
        await store.MarkCachesFreshAsync(importId, cancellationToken);
    }

    private async Task<bool> WorkInTurnAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await MergeQueue.TryTakeTurnAsync(connection, cancellationToken)
            || await MergeQueue.PeekAsync(connection, cancellationToken) is not { } import)
        {
            return false;
        }

        if (import.IsCancelled)
        {
            await EndAsync(transaction, import.Id, ImportState.Cancelled, null, cancellationToken);
            Log.MergeCancelled(logger, import.Id);
            return true;
        }

        if (import.Attempts >= options.Value.MaxMergeAttempts)
        {
            string failure = $"Its merge was interrupted {import.Attempts} times. The catalogue is unchanged. Look into the logs of the API and of Postgres, then send the file again.";
            await EndAsync(transaction, import.Id, ImportState.Failed, failure, cancellationToken);
            return true;
        }

        await store.CountAttemptAsync(import.Id, cancellationToken);
        // Before anything is changed, so that the transaction can go on to its commit undisturbed: it has its id from here on.
        using CommitWatch? commit = import.DryRun ? null : await invalidation.WatchAsync(connection, cancellationToken);
        if (await TryMergeAsync(transaction, import, cancellationToken) is { ChangesNothing: false } counts && !import.DryRun)
            await AfterCommitAsync(import.Id, counts, commit);
        return true;
    }

    private async Task AfterCommitAsync(Guid importId, MergeCounts counts, CommitWatch? commit)
    {
        await RefreshCachesAsync(importId, commit, CancellationToken.None);
        if (counts.Inserted + counts.Updated >= ManyChanges)
            await CatalogUpkeep.AfterManyChangesAsync(dataSource, CancellationToken.None);
    }

    /// <returns>What was committed; null when it was cancelled or failed.</returns>
    private async Task<MergeCounts?> TryMergeAsync(NpgsqlTransaction transaction, PendingImport import, CancellationToken cancellationToken)
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var merged = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task watch = WatchForCancelAsync(import.Id, cancelled, merged.Token);
        try
        {
            return await MergeAsync(transaction, import, cancelled.Token);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The next look at the queue finds it cancelled, and ends it.
            return null;
        }
        catch (NpgsqlException exception)
        {
            throw new MergeException(import.Id, MayPass(exception), exception);
        }
        finally
        {
            await merged.CancelAsync();
            await watch;
        }
    }

    private async Task<MergeCounts?> MergeAsync(NpgsqlTransaction transaction, PendingImport import, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        NpgsqlConnection connection = transaction.Connection!;
        var merge = new CatalogMerge(connection, import.Id);
        MergeCounts counts = import.DryRun
            ? await merge.PredictAsync(cancellationToken)
            : await merge.RunAsync(total => store.BeginWritingAsync(import.Id, total, cancellationToken), cancellationToken);
        bool cachesAreStale = !import.DryRun && !counts.ChangesNothing;
        if (!await MergeQueue.TrySucceedAsync(connection, import.Id, counts, cachesAreStale, cancellationToken))
            return null;

        await StagingTable.DropAsync(connection, import.Id, cancellationToken);
        // Not to be cancelled half-way: whether it took place would be unknown.
        await transaction.CommitAsync(CancellationToken.None);
        Log.Merged(logger, import.Id, (long)time.GetElapsedTime(started).TotalMilliseconds, counts.Inserted, counts.Updated, counts.Unchanged, import.DryRun);
        return counts;
    }

    private async Task WatchForCancelAsync(Guid importId, CancellationTokenSource cancel, CancellationToken merged)
    {
        using var timer = new PeriodicTimer(CancelCheckInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(merged))
            {
                if (await store.IsCancelRequestedAsync(importId, merged))
                {
                    await cancel.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The merge is over.
        }
        catch (NpgsqlException)
        {
            // The merge meets the same trouble, and tells.
        }
    }

    private async Task FailAsync(Guid importId, Exception reason, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await MergeQueue.TakeTurnAsync(connection, cancellationToken);
        string why = reason switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "The database has no room left.",
            PostgresException refused => $"The database refused it: {refused.MessageText} ({refused.SqlState}).",
            _ => $"The database failed: {reason.Message}.",
        };
        await EndAsync(transaction, importId, ImportState.Failed, $"{why} The catalogue is unchanged.", cancellationToken);
    }

    private static async Task EndAsync(
        NpgsqlTransaction transaction, Guid importId, ImportState state, string? failure, CancellationToken cancellationToken)
    {
        await MergeQueue.EndAsync(transaction.Connection!, importId, state, failure, cancellationToken);
        await StagingTable.DropAsync(transaction.Connection!, importId, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Whether the merge can succeed when it is done again.</summary>
    private static bool MayPass(NpgsqlException exception) => exception switch
    {
        // A product of the same sku was made meanwhile; the next attempt finds it.
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => true,
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => false,
        _ => DatabaseFaults.IsUnavailable(exception),
    };
}
