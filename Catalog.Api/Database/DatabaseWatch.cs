using Microsoft.Extensions.Options;
using Npgsql;

namespace Catalog.Api.Database;

/// <summary>
/// Finds out that the database hangs, as it does when its host is frozen, its disk stands still or packets are lost: connections stay open and
/// nothing comes back. A slow query is no such thing, so it is not a query's time that counts but the silence on a connection of the watch's own.
/// </summary>
internal sealed class DatabaseWatch(
    IConfiguration configuration, DatabaseReadiness readiness, IOptions<DatabaseOptions> options, TimeProvider time, ILogger<DatabaseWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TimeSpan _limit = options.Value.HungAfter;
    private volatile CancellationTokenSource _hung = new();

    /// <summary>Whether it hangs now.</summary>
    public bool IsHung => _hung.IsCancellationRequested;

    /// <summary>Runs what may be left alone when the database hangs: it goes on, and nobody waits for it.</summary>
    /// <exception cref="DatabaseHungException">The database hangs.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var hung = _hung.Token;
        ThrowIfHung();
        var running = call();
        if (running.IsCompleted)
            return await running;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hung, cancellationToken);
        try
        {
            return await running.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (hung.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _ = running.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new DatabaseHungException();
        }
    }

    /// <summary>For what must not be left alone: it is not begun.</summary>
    /// <exception cref="DatabaseHungException">The database hangs.</exception>
    public void ThrowIfHung()
    {
        if (IsHung)
            throw new DatabaseHungException();
    }

    public override void Dispose()
    {
        base.Dispose();
        _hung.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        // Beside the pool, which may be empty without anything being wrong with the database.
        var address = new NpgsqlConnectionStringBuilder(DatabaseSetup.ConnectionString(configuration)) { Pooling = false, ApplicationName = "catalog-api watch" };
        await using var dataSource = NpgsqlDataSource.Create(address);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = dataSource.CreateConnection();
                await WatchedAsync(connection.OpenAsync(stoppingToken), stoppingToken);
                await using var ask = new NpgsqlCommand("select 1", connection);
                while (true)
                {
                    await WatchedAsync(ask.ExecuteNonQueryAsync(stoppingToken), stoppingToken);
                    await Task.Delay(Pause, time, stoppingToken);
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // It refuses, or is away: requests get its refusal at once. Hung is only what says nothing.
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task WatchedAsync(Task asking, CancellationToken stoppingToken)
    {
        try
        {
            await asking.WaitAsync(_limit, time, stoppingToken);
        }
        catch (TimeoutException) when (!asking.IsCompleted)
        {
            if (!IsHung)
                Log.DatabaseHangs(logger, _limit);
            await _hung.CancelAsync();
            // It answers in the end, or the connection breaks.
            await asking.WaitAsync(stoppingToken);
        }

        if (!IsHung)
            return;
        _hung = new CancellationTokenSource();
        Log.DatabaseAnswers(logger);
    }
}
