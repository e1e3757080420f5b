using AspireCache.Coherence.Benchmarks.Peers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane;

namespace AspireCache.Coherence.Lab.Peers;

/// <summary>FusionCache with Redis as its second level and as its backplane.</summary>
internal static class FusionPeer
{
    public static void AddFusion(this IServiceCollection services, string redis)
    {
        services.AddStackExchangeRedisCache(options => options.Configuration = redis);
        services.AddSingleton<IFusionCacheBackplane>(_ => new RedisBackplane(ConnectionMultiplexer.Connect($"{redis},abortConnect=false")));
        services.AddFusionCache()
            .WithDefaultEntryOptions(new FusionCacheEntryOptions(Workload.Lifetime))
            .WithSerializer(new FusionJson())
            .WithRegisteredDistributedCache()
            .WithRegisteredBackplane();
    }
}
