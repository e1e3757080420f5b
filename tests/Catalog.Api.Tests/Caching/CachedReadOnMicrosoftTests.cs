using AspireCache.TestSupport;
using Catalog.Api.Tests.Hosting;

namespace Catalog.Api.Tests.Caching;

public sealed class CachedReadOnMicrosoftTests(CachedReadOnMicrosoftTests.OnMicrosoft api)
    : CachedReadContract(api), IClassFixture<CachedReadOnMicrosoftTests.OnMicrosoft>
{
    public sealed class OnMicrosoft(TestServers servers) : CatalogApi(servers)
    {
        protected override string Engine => "Microsoft";
    }
}
