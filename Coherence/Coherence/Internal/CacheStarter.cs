using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Hosting;

namespace AspireCache.Coherence.Internal;

/// <summary>
/// Makes the cache when the application starts, so that the first request finds it connected, and tells Redis what is owed when it stops.
/// </summary>
internal sealed class CacheStarter(HybridCache cache) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        cache is CoherentHybridCache coherent ? coherent.StartAsync(cancellationToken) : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) =>
        cache is CoherentHybridCache coherent ? coherent.StopAsync(cancellationToken) : Task.CompletedTask;
}
