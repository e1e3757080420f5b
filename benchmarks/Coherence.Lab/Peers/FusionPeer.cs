using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Locking.Distributed.Redis;

namespace AspireCache.Coherence.Lab.Peers;

/// <summary>FusionCache with Redis as its second level, its backplane and its locker, over one connection.</summary>
internal static class FusionPeer
{
    // An invalidation that returns has been sent to the others, or throws: else nothing could be held against it.
    private static readonly FusionCacheEntryOptions Invalidating = new(Workload.Lifetime * 2)
    {
        AllowBackgroundBackplaneOperations = false,
        ReThrowBackplaneExceptions = true,
        ReThrowDistributedCacheExceptions = true,
    };

    public static async Task InvalidateAsync(IFusionCache fusion, string[] names, bool byTag)
    {
        if (byTag)
        {
            await fusion.RemoveByTagAsync(names, Invalidating);
            return;
        }

        foreach (var name in names)
            await fusion.RemoveAsync(name, Invalidating);
    }

    public static void AddFusion(this IServiceCollection services, string redis)
    {
        var connection = new Lazy<Task<IConnectionMultiplexer>>(async () => await ConnectionMultiplexer.ConnectAsync($"{redis},abortConnect=false"));
        services.AddStackExchangeRedisCache(options => options.ConnectionMultiplexerFactory = () => connection.Value);
        services.AddFusionCache()
            .WithDefaultEntryOptions(new FusionCacheEntryOptions(Workload.Lifetime))
            .WithSystemTextJsonSerializer()
            .WithRegisteredDistributedCache()
            .WithStackExchangeRedisBackplane(options => options.ConnectionMultiplexerFactory = () => connection.Value)
            .WithRedisDistributedLocker(options => options.ConnectionMultiplexerFactory = () => connection.Value);
    }
}
