using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AspireCache.ServiceDefaults.Redis;

/// <summary>
/// The connection, made on a thread of its own: the integrations connect when the multiplexer is first asked for, and keep
/// that caller waiting.
/// </summary>
internal sealed class RedisConnection(IServiceProvider services)
{
    private readonly Lock _lock = new();
    private Task<IConnectionMultiplexer>? _connecting;

    /// <summary>The connection once it is there; a failure to make it is tried again by the next caller.</summary>
    public Task<IConnectionMultiplexer> GetAsync()
    {
        lock (_lock)
        {
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _connecting = Task.Factory.StartNew(
                    services.GetRequiredService<IConnectionMultiplexer>,
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default);
            }

            return _connecting;
        }
    }
}
