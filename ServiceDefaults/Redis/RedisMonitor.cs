using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireCache.ServiceDefaults.Redis;

/// <summary>Connects, and whenever Redis has been lost, gets it back; all of it beside the requests.</summary>
internal sealed class RedisMonitor(
    RedisGuard guard,
    RedisConnection connection,
    RedisRecovery recovery,
    IOptions<RedisGuardOptions> options,
    TimeProvider time,
    ILogger<RedisMonitor> logger) : BackgroundService
{
    private readonly RedisGuardOptions _options = options.Value;
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IConnectionMultiplexer? _watched;
    private bool _told;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        try
        {
            await _tried.Task.WaitAsync(_options.StartupGrace, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The service starts without; the background goes on.
        }
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        // A connection that closes with the application is no loss.
        _watched?.ConnectionFailed -= OnConnectionFailed;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (guard.State == RedisState.Available)
                await guard.WaitForAsync(RedisState.Unavailable, stoppingToken);

            try
            {
                using var limit = new CancellationTokenSource(_options.RecoveryTimeout, time);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
                var multiplexer = await connection.GetAsync().WaitAsync(both.Token);
                Watch(multiplexer);
                if (guard.TryRegain(await recovery.RunAsync(multiplexer, both.Token)))
                    _tried.TrySetResult();
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Tell(exception);
                _tried.TrySetResult();
                await Task.Delay(_options.ProbeInterval, time, stoppingToken);
            }
        }
    }

    /// <summary>A broken connection is known before the first request fails by it.</summary>
    private void Watch(IConnectionMultiplexer multiplexer)
    {
        if (ReferenceEquals(_watched, multiplexer))
            return;
        _watched = multiplexer;
        multiplexer.ConnectionFailed += OnConnectionFailed;
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs args)
    {
        if (args.ConnectionType == ConnectionType.Interactive)
            guard.Lose($"the connection broke ({args.FailureType})");
    }

    /// <summary>Once: later losses are told by the guard.</summary>
    private void Tell(Exception exception)
    {
        if (_told || guard.State != RedisState.Connecting)
            return;
        _told = true;
        Log.NotReachedYet(logger, exception.Message);
    }
}
