using Catalog.Api.Database;
using Npgsql;

namespace Catalog.Api.Idempotency;

/// <summary>Forgets old answers, once an hour.</summary>
internal sealed partial class IdempotencyCleanup(
    NpgsqlDataSource dataSource, DatabaseReadiness readiness, TimeProvider time, ILogger<IdempotencyCleanup> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await IdempotencyStore.ForgetAsync(dataSource, stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                LogPostponed(logger, exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1300, LogLevel.Warning, "Could not forget old idempotency keys, will try again in an hour: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);
}
