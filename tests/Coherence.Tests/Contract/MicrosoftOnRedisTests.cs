using AspireCache.TestSupport;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.Tests.Contract;

public sealed class MicrosoftOnRedisTests(RedisFixture server) : HybridCacheContract(server), IClassFixture<RedisFixture>
{
    // It stores behind its callers' backs.
    protected override async ValueTask StoredAsync(ServerFixture server, string key) =>
        await Eventually.TrueAsync(async () => await server.Database.KeyExistsAsync(Domain + key), "Redis has the entry");

    protected override IHybridCacheBuilder Register(IServiceCollection services, string endpoint)
    {
        services.AddStackExchangeRedisCache(options =>
        {
            options.Configuration = endpoint;
            options.InstanceName = Domain;
        });
        return services.AddHybridCache(SetLimits);
    }
}
