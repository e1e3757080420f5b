using AspireCache.Coherence.Tests.Contract;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.Tests.Races;

/// <summary>
/// What the stock engine does, as documented: removals do not reach fills that are under way, and invalidations do not reach
/// the memory of other nodes (https://learn.microsoft.com/aspnet/core/performance/caching/hybrid). Should these fail one day, the
/// stock engine has become better, and our documents are out of date.
/// </summary>
public sealed class StaleFillOnMicrosoftTests(RedisFixture server) : StaleFillContract(server), IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData("key")]
    [InlineData("keys")]
    public async Task Fill_OvertakenByARemoval_IsServedUntilItExpires(string kind) =>
        Assert.Equal(1, Assert.Single(await RaceAsync(kind, 1)));

    [Theory]
    [InlineData("key")]
    [InlineData("tag")]
    [InlineData("everything")]
    [InlineData("set")]
    public async Task Fill_OvertakenOnAnotherNode_IsServedByTheOneThatFilled(string kind) =>
        Assert.Equal(1, (await RaceAsync(kind, 3))[0]);

    protected override IHybridCacheBuilder Register(IServiceCollection services, string endpoint)
    {
        services.AddStackExchangeRedisCache(options =>
        {
            options.Configuration = endpoint;
            options.InstanceName = Domain;
        });
        return services.AddHybridCache();
    }

    protected override ValueTask<int> SettleAsync(HybridCache cache, Func<int> row, bool isTeller) => ReadOftenAsync(cache, row);
}
