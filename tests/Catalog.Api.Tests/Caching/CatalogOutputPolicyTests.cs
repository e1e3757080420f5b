using AspireCache.Coherence;
using Catalog.Api.Caching;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace Catalog.Api.Tests.Caching;

public sealed class CatalogOutputPolicyTests
{
    [Theory]
    [InlineData("Coherence", false)]
    [InlineData("Microsoft", true)]
    public async Task CacheRequest_OnCoherence_LetsNobodyWaitForAnAnswerFromBefore(string engine, bool expected)
    {
        await using var services = new ServiceCollection()
            .AddOptions()
            .Configure<CacheOptions>(options => options.Engine = engine)
            .Configure<CoherenceOptions>(CachePolicies.SetDefaults)
            .BuildServiceProvider();
        var context = new OutputCacheContext
        {
            HttpContext = new DefaultHttpContext { RequestServices = services, Request = { Method = HttpMethods.Get } },
        };

        await ((IOutputCachePolicy)new CatalogOutputPolicy(_ => ("key", ["tag"]))).CacheRequestAsync(context, TestContext.Current.CancellationToken);

        Assert.True(context.AllowCacheStorage);
        Assert.Equal(expected, context.AllowLocking);
    }
}
