using AspireCache.TestSupport;

namespace Catalog.Api.Tests.Hosting;

public sealed class StartTests(TestServers servers)
{
    [Theory]
    [InlineData("Catalog:WriteToken", "too-short", "Catalog:WriteToken must have at least 32 characters")]
    [InlineData("Catalog:WriteToken", "with a space in it, though it is long enough", "must be visible ASCII")]
    [InlineData("Catalog:Limits:MaxBodyBytes", "5", "Catalog:Limits:MaxBodyBytes must be 1024 to 67108864")]
    [InlineData("Catalog:Limits:DefaultPageSize", "101", "Catalog:Limits:DefaultPageSize must be 1 to 100")]
    [InlineData("Catalog:Limits:MaxPageSize", "10", "DefaultPageSize (24) must not be above Catalog:Limits:MaxPageSize (10)")]
    [InlineData("Catalog:Limits:RequestTimeout", "00:30:00", "Catalog:Limits:RequestTimeout must be 00:00:01 to 00:10:00")]
    [InlineData("Cache:OutputExpiration", "00:00:00", "Cache:OutputExpiration must be 00:00:01 to 1.00:00:00")]
    [InlineData("Cache:Engine", "Memory", "Cache:Engine must be Coherence or Microsoft.")]
    [InlineData("Cache:Invalidation", "Hope", "Cache:Invalidation must be Commits or Writes.")]
    [InlineData("Cache:CommitWait", "00:01:00", "Cache:CommitWait must be 00:00:00 to 00:00:10.")]
    [InlineData("Cache:Relay:Heartbeat", "00:00:05", "must be at most a third of Coherence's DetachedAfter")]
    [InlineData("Cache:Relay:OutboxInterval", "00:01:00", "OutboxInterval must be 00:00:00.005 to 00:00:10.")]
    [InlineData("Catalog:Changes:MaxListeners", "0", "Catalog:Changes:MaxListeners must be 1 to 100000.")]
    [InlineData("Cache:Namespaces:product:Expiration", "00:00:00", "Cache:Namespaces:product:Expiration must be 00:00:00.0010000 to 365.00:00:00")]
    [InlineData("Cache:Defaults:Jitter", "2", "Cache:Defaults:Jitter must be 0.001 to 0.5, is 2")]
    [InlineData("Cache:Domain", "a b", "Cache:Domain must be 1 to 64 letters")]
    [InlineData("Cache:Namespaces:product:Sensitive", "true", "A policy's Sensitive needs DataProtection:KeysDirectory")]
    [InlineData("Cache:Namespaces:product:Sensitive", "true", "product is sensitive, and product-sku, list holds the same products")]
    [InlineData("Cache:Namespaces:prodct:Expiration", "00:00:10", "Cache:Namespaces:prodct is no namespace of this service")]
    public async Task Start_SettingOutOfRange_NamesItAndTheRange(string key, string value, string message)
    {
        var exception = await RefusedStart.WithAsync(servers, (key, value));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PolicyOutOfRangeWithMicrosoftsEngine_NamesItToo()
    {
        var exception = await RefusedStart.WithAsync(servers, ("Cache:Engine", "Microsoft"), ("Cache:Namespaces:list:Expiration", "-00:00:01"));

        Assert.Contains("Cache:Namespaces:list:Expiration must be", exception.Message, StringComparison.Ordinal);
    }
}
