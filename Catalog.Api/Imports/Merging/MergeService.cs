using Catalog.Api.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Catalog.Api.Imports.Merging;

/// <summary>Merges imports one after the other: this replica's at once, and those that another one left behind.</summary>
internal sealed class MergeService(
    ImportMerger merger,
    ImportSignal signal,
    DatabaseReadiness database,
    IOptions<ImportOptions> options,
    TimeProvider time,
    ILogger<MergeService> logger) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        TimeSpan delay = FirstDelay;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await merger.WorkOnNextAsync(stoppingToken))
                    delay = FirstDelay;
                await signal.WaitAsync(options.Value.PollInterval, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                if (exception is MergeException interrupted)
                    Log.MergeInterrupted(logger, interrupted.ImportId, interrupted.Message);
                else
                    Log.WorkFailed(logger, exception.Message, exception is NpgsqlException ? null : exception);
                await Task.Delay(delay, time, stoppingToken);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
        }
    }
}
