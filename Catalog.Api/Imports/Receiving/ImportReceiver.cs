using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using Catalog.Api.Imports.Merging;
using Catalog.Api.Imports.Reading;
using Catalog.Contracts.Imports;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Catalog.Api.Imports.Receiving;

/// <summary>
/// Takes in a file while it arrives. Everything it writes is one transaction, which ends with the step to 'merging': before
/// that commit there are no rows, after it the import is finished by whichever replica lives.
/// </summary>
internal sealed class ImportReceiver(
    NpgsqlDataSource dataSource,
    ImportStore store,
    ImportSignal signal,
    IOptions<ImportOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ImportReceiver> logger) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.Value.MaxConcurrentUploads);
    private readonly ConcurrentDictionary<Guid, bool> _receiving = new();

    /// <summary>Receives the file and leaves its rows to be merged, or ends the import where its rows are wrong.</summary>
    /// <exception cref="ImportRejectedException">It could not be received whole, was cancelled, or may not begin.</exception>
    public async Task<ImportStatus> ReceiveAsync(ImportSubmission submission, PipeReader body, CancellationToken requestAborted)
    {
        if (!await _slots.WaitAsync(0, requestAborted))
        {
            throw new ImportRejectedException(
                StatusCodes.Status429TooManyRequests,
                $"{options.Value.MaxConcurrentUploads} imports are being received by this server already. Try again when one has ended.");
        }

        try
        {
            return await ReceiveInSlotAsync(submission, body, requestAborted);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Whether this server is receiving that import now: then it also ends it, and knows best why.</summary>
    public bool IsReceiving(Guid importId) => _receiving.ContainsKey(importId);

    public void Dispose() => _slots.Dispose();

    private async Task<ImportStatus> ReceiveInSlotAsync(ImportSubmission submission, PipeReader body, CancellationToken requestAborted)
    {
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(requestAborted);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(requestAborted);

        // The lock first: an import that is there without it has lost its receiver.
        if (!await StagingTable.TryLockAsync(connection, submission.Id, requestAborted)
            || !await store.TryCreateAsync(submission, requestAborted))
        {
            throw new ImportRejectedException(
                StatusCodes.Status409Conflict, $"There is an import {submission.Id} already. Choose another Import-Id, or leave it out.");
        }

        _receiving[submission.Id] = true;
        try
        {
            return await ReceiveAsOwnerAsync(submission, body, transaction, requestAborted);
        }
        finally
        {
            _receiving.TryRemove(submission.Id, out _);
        }
    }

    private async Task<ImportStatus> ReceiveAsOwnerAsync(
        ImportSubmission submission, PipeReader body, NpgsqlTransaction transaction, CancellationToken requestAborted)
    {
        var progress = new ReceivingProgress();
        var errors = new RowErrors();
        await using var watch = new ReceiverWatch(submission.Id, progress, store, options, time, logger, requestAborted);
        try
        {
            await StageAndPassOnAsync(submission, body, transaction, progress, errors, watch);
        }
        catch (Exception exception)
        {
            await watch.EndAsync();
            ReceivingFailure failure = ReceivingFailure.Of(exception, watch, progress, requestAborted, lifetime.ApplicationStopping);
            if (failure.IsUnexpected)
                Log.ReceivingFailed(logger, submission.Id, exception);

            // Before the transaction is rolled back and its lock is free: otherwise a reaper could be first, with less to say.
            bool wasPassedOn = await EndAsync(submission.Id, failure, Tally(progress, errors));
            if (!wasPassedOn)
                throw new ImportRejectedException(failure.StatusCode, failure.Reason, exception);
        }

        return await store.FindAsync(submission.Id, withErrors: true, CancellationToken.None)
            ?? throw new InvalidOperationException($"Import {submission.Id} is gone.");
    }

    private async Task StageAndPassOnAsync(
        ImportSubmission submission,
        PipeReader body,
        NpgsqlTransaction transaction,
        ReceivingProgress progress,
        RowErrors errors,
        ReceiverWatch watch)
    {
        NpgsqlConnection connection = transaction.Connection!;
        await StagingTable.CreateAsync(connection, submission.Id, watch.Stopped);
        string skuColumn = await StageAsync(submission, body, connection, progress, errors, watch.Stopped);
        await StagingTable.RejectDuplicatesAsync(connection, submission.Id, skuColumn, errors, watch.Stopped);
        await watch.EndAsync();

        ImportTally tally = Tally(progress, errors);
        if (WhyNotMerge(submission, tally) is { } reason)
        {
            await store.TryEndReceivingAsync(submission.Id, ImportState.Failed, reason, tally, watch.Stopped);
            Log.ReceivingEnded(logger, submission.Id, "failed", reason);
            return;
        }

        if (!await ImportStore.TryPassToMergeAsync(connection, submission.Id, tally, watch.Stopped))
            throw new OperationCanceledException("Cancelled after the last row was read.");

        await transaction.CommitAsync(CancellationToken.None);
        Log.Received(logger, submission.Id, tally.RowsRead, tally.BytesRead, tally.Invalid);
        signal.Set();
    }

    /// <returns>What the file calls the sku.</returns>
    private async Task<string> StageAsync(
        ImportSubmission submission,
        PipeReader body,
        NpgsqlConnection connection,
        ReceivingProgress progress,
        RowErrors errors,
        CancellationToken cancellationToken)
    {
        string? skuColumn = null;
        await using FeedFile file = await FeedFile.OpenAsync(body, submission.IsGzip, submission.Format, options.Value, cancellationToken);
        progress.Reader = file.Reader;
        await using StagingWriter writer = await StagingWriter.BeginAsync(connection, submission.Id, cancellationToken);
        await foreach (FeedRow row in file.Reader.ReadAsync(cancellationToken))
        {
            progress.RowsRead++;
            progress.BytesRead = file.BytesRead;
            skuColumn ??= row.ColumnOf(FeedField.Sku);
            if (FeedRowValidator.Validate(row) is { } draft)
            {
                await writer.WriteAsync(row, draft, cancellationToken);
                continue;
            }

            errors.AddRow(row);
            progress.Invalid = errors.InvalidRows;
            if (row.HasStorableSku)
                await writer.WriteInvalidAsync(row.Line, row.Sku!, cancellationToken);
        }

        progress.BytesRead = file.BytesRead;
        await writer.CompleteAsync(cancellationToken);
        return skuColumn ?? "id";
    }

    private static ImportTally Tally(ReceivingProgress progress, RowErrors errors) =>
        new(progress.BytesRead, progress.RowsRead, errors.InvalidRows, errors.Errors, progress.AttributeColumns);

    private static string? WhyNotMerge(ImportSubmission submission, ImportTally tally) => submission.Mode switch
    {
        _ when tally.Invalid == 0 => null,
        ImportMode.Atomic => string.Create(
            CultureInfo.InvariantCulture,
            $"{tally.Invalid:N0} of {tally.RowsRead:N0} rows {(tally.Invalid == 1 ? "is" : "are")} wrong, so none was imported. Correct what is wrong, or skip wrong rows (mode=skip_invalid) to import the others."),
        _ when tally.Invalid == tally.RowsRead => "All rows are wrong, so there was nothing to import.",
        _ => null,
    };

    /// <returns>Whether the import went on to be merged all the same: its commit arrived, only its answer did not.</returns>
    private async Task<bool> EndAsync(Guid importId, ReceivingFailure failure, ImportTally tally)
    {
        try
        {
            if (await store.TryEndReceivingAsync(importId, failure.State, failure.Reason, tally, CancellationToken.None))
            {
                Log.ReceivingEnded(logger, importId, ImportStore.Word(failure.State), failure.Reason);
                return false;
            }

            ImportStatus? status = await store.FindAsync(importId, withErrors: false, CancellationToken.None);
            return status is { State: ImportState.Merging or ImportState.Succeeded };
        }
        catch (NpgsqlException exception)
        {
            Log.EndFailed(logger, importId, exception);
            return false;
        }
    }
}
