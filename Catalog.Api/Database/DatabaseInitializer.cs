using Npgsql;

namespace Catalog.Api.Database;

/// <summary>
/// Waits for the database with a growing delay, migrates it, seeds it, then declares the API ready. A schema that this build
/// cannot serve stops the process with the reason: waiting would not mend it.
/// </summary>
internal sealed class DatabaseInitializer(
    Migrator migrator,
    IEnumerable<IDatabaseSeed> seeds,
    DatabaseReadiness readiness,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DatabaseInitializer> logger) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = FirstDelay;
        while (!readiness.IsReady)
        {
            try
            {
                await migrator.MigrateAsync(Migrations.All, stoppingToken);
                foreach (var seed in seeds)
                    await seed.SeedAsync(stoppingToken);

                readiness.SetReady();
                Log.DatabaseReady(logger);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException && MayPass(exception))
            {
                readiness.SetWaiting("The database does not answer yet: " + exception.Message);
                Log.DatabaseNotReady(logger, exception.Message, delay.TotalSeconds);
                await Task.Delay(delay, time, stoppingToken);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                readiness.SetWaiting(exception.Message);
                Log.DatabaseUnusable(logger, exception.Message, exception is MigrationException ? null : exception);
                Environment.ExitCode = 1;
                lifetime.StopApplication();
                return;
            }
        }
    }

    // A refused password (28) or a fault in a migration (42, 23 …) stays; a server that starts or stops (57, 08, 53) does not,
    // and the database itself (3D) may be made a moment later.
    private static bool MayPass(Exception exception) => exception is not PostgresException postgres
        || postgres.IsTransient
        || postgres.SqlState is PostgresErrorCodes.InvalidCatalogName
        || postgres.SqlState.StartsWith("57", StringComparison.Ordinal)
        || postgres.SqlState.StartsWith("08", StringComparison.Ordinal);
}
