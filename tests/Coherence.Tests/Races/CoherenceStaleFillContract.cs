using AspireCache.Coherence.Tests.Contract;
using AspireCache.TestSupport;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.Tests.Races;

/// <summary>Coherence: the overtaken value is of no use to anybody.</summary>
public abstract class CoherenceStaleFillContract(ServerFixture server) : StaleFillContract(server)
{
    [Theory]
    [CombinatorialKinds]
    public async Task Fill_OvertakenByAChange_IsServedToNobody(string kind, int nodes) =>
        Assert.All(await RaceAsync(kind, nodes), version => Assert.Equal(2, version));

    protected override IHybridCacheBuilder Register(IServiceCollection services, string endpoint) =>
        services.AddHybridCache().AddCoherence(options => CoherenceNodes.Configure(options, Domain, endpoint));

    protected override async ValueTask<int> SettleAsync(HybridCache cache, Func<int> row, bool isTeller)
    {
        if (!isTeller)
            await Eventually.TrueAsync(async () => await ReadAsync(cache, row) == 2, "the node has heard of the change");
        return await ReadOftenAsync(cache, row);
    }
}
