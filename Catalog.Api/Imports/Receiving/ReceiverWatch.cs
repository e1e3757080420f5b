using Microsoft.Extensions.Options;
using Npgsql;

namespace Catalog.Api.Imports.Receiving;

/// <summary>Reports a receiver's progress at a bounded rate, and stops it when the import is cancelled or was given up.</summary>
internal sealed class ReceiverWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _finished = new();
    private readonly CancellationTokenSource _stop;
    private readonly Task _running;

    public ReceiverWatch(
        Guid importId,
        ReceivingProgress progress,
        ImportStore store,
        IOptions<ImportOptions> options,
        TimeProvider time,
        ILogger logger,
        CancellationToken requestAborted)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(requestAborted);
        _running = RunAsync(importId, progress, store, options.Value.ProgressInterval, time, logger);
    }

    /// <summary>Ends the receiving: with the request, or for what the properties say.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Somebody cancelled the import.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Another replica took this receiver for dead.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>After this nothing more is reported.</summary>
    public async Task EndAsync()
    {
        await _finished.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _finished.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(
        Guid importId, ReceivingProgress progress, ImportStore store, TimeSpan interval, TimeProvider time, ILogger logger)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_finished.Token))
            {
                bool? cancelled = await TryReportAsync(importId, progress, store, logger);
                if (cancelled == false)
                    continue;

                IsCancelled = cancelled == true;
                IsGivenUp = cancelled is null;
                await _stop.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // Receiving is over.
        }
    }

    private async Task<bool?> TryReportAsync(Guid importId, ReceivingProgress progress, ImportStore store, ILogger logger)
    {
        try
        {
            return await store.ReportAsync(importId, progress.BytesRead, progress.RowsRead, progress.Invalid, _finished.Token);
        }
        catch (NpgsqlException exception)
        {
            // If the database is gone for good, the COPY notices.
            Log.ProgressFailed(logger, importId, exception);
            return false;
        }
    }
}
