using AspireCache.Coherence.Internal;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Tests.Options;

public sealed class PolicyTableTests
{
    private readonly CoherenceOptions _options = new();
    private readonly HybridCacheOptions _hybrid = new();

    [Fact]
    public void For_NothingSaid_HasTheDefaults()
    {
        var plan = Table().For("any", null);

        Assert.Equal(
            (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), TimeSpan.Zero, 0.05, 0.0, false, false),
            (plan.Expiration, plan.LocalCacheExpiration, plan.NullExpiration, plan.FailSafeMaxDuration, plan.Jitter, plan.EagerRefreshThreshold, plan.IsAvailable, plan.IsSensitive));
    }

    [Fact]
    public void For_SaidInSeveralPlaces_TakesTheNearest()
    {
        _hybrid.DefaultEntryOptions = new() { Expiration = TimeSpan.FromMinutes(1) };
        Assert.Equal(TimeSpan.FromMinutes(1), Table().For("product", null).Expiration);
        _options.Defaults.Expiration = TimeSpan.FromMinutes(2);
        Assert.Equal(TimeSpan.FromMinutes(2), Table().For("product", null).Expiration);
        _options.Namespaces["product"] = new() { Expiration = TimeSpan.FromMinutes(3) };
        Assert.Equal(TimeSpan.FromMinutes(3), Table().For("product", null).Expiration);
        Assert.Equal(TimeSpan.FromMinutes(2), Table().For("other", null).Expiration);
        Assert.Equal(TimeSpan.FromMinutes(4), Table().For("product", new() { Expiration = TimeSpan.FromMinutes(4) }).Expiration);
    }

    [Fact]
    public void For_MemoryLongerThanAll_IsCutToIt()
    {
        _options.Defaults.LocalCacheExpiration = TimeSpan.FromHours(1);
        _options.Namespaces["list"] = new() { Expiration = TimeSpan.FromSeconds(10) };

        Assert.Equal(TimeSpan.FromSeconds(10), Table().For("list", null).LocalCacheExpiration);
    }

    [Fact]
    public void For_EverAndEver_IsCutToWhatCanBeReckonedWith()
    {
        _hybrid.DefaultEntryOptions = new() { Expiration = TimeSpan.MaxValue };
        _options.Defaults.FailSafeMaxDuration = TimeSpan.FromDays(365);

        foreach (var plan in (EntryPlan[])[Table().For("any", null), Table().For("any", new() { Expiration = TimeSpan.MaxValue })])
            Assert.Equal((TimeSpan.FromDays(3650), TimeSpan.FromDays(3650), TimeSpan.FromDays(3650)), (plan.Expiration, plan.LocalCacheExpiration, plan.NullExpiration));
    }

    [Fact]
    public void For_ASensitiveNamespace_IsNotCompressed()
    {
        _options.Namespaces["session"] = new() { Sensitive = true };

        var table = Table();

        Assert.True(table.HasSensitive && table.IsSensitive("session") && !table.IsSensitive("product"));
        Assert.False(table.For("session", new() { Flags = HybridCacheEntryFlags.None }).IsCompressible);
    }

    private PolicyTable Table() => new(_options, _hybrid);
}
