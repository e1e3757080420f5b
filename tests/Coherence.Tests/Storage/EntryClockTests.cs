using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Time.Testing;

namespace AspireCache.Coherence.Tests.Storage;

public sealed class EntryClockTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_000_000));

    [Theory]
    [InlineData(0.0, 60_000)]
    [InlineData(0.5, 57_000)]
    [InlineData(1.0, 54_000)]
    public void Stamp_Jitter_TakesOffUpToItsShare(double chance, long lifetime)
    {
        var (created, fresh, stale) = EntryClock.Stamp(With(chance), Plan(policy => policy.Jitter = 0.1), isNull: false);

        Assert.Equal((1_000_000, 1_000_000 + lifetime, 1_070_000), (created, fresh, stale));
    }

    [Fact]
    public void Stamp_Null_HasItsOwnLifetime()
    {
        var (created, fresh, _) = EntryClock.Stamp(With(0), Plan(policy => policy.NullExpiration = TimeSpan.FromSeconds(5)), isNull: true);

        Assert.Equal(5_000, fresh - created);
    }

    [Fact]
    public void Stamp_FailSafeShorterThanTheLifetime_EndsWithIt()
    {
        var (_, fresh, stale) = EntryClock.Stamp(With(0), Plan(policy => policy.FailSafeMaxDuration = TimeSpan.FromSeconds(10)), isNull: false);

        Assert.Equal(fresh, stale);
    }

    [Fact]
    public void TimesOf_HalfItsLifeLater_CountsWhatIsLeft()
    {
        var times = EntryClock.TimesOf(With(0), Stored(0, 60_000, 70_000), Plan(policy => policy.EagerRefreshThreshold = 0.75), now: 30_000);

        Assert.Equal(
            (Seconds(20), Seconds(15), Seconds(30), Seconds(40)),
            (Left(times.LocalUntil), Left(times.RefreshAt), Left(times.FreshUntil), Left(times.StaleUntil)));
    }

    [Fact]
    public void TimesOf_NearlyExpired_LeavesMemoryWithIt()
    {
        var times = EntryClock.TimesOf(With(0), Stored(0, 60_000, 70_000), Plan(_ => { }), now: 59_000);

        Assert.Equal((Seconds(1), Seconds(1)), (Left(times.LocalUntil), Left(times.FreshUntil)));
        Assert.Equal(long.MaxValue, times.RefreshAt);
    }

    private static EntryPlan Plan(Action<NamespacePolicy> set)
    {
        var options = new CoherenceOptions();
        options.Defaults.Expiration = TimeSpan.FromMinutes(1);
        options.Defaults.LocalCacheExpiration = TimeSpan.FromSeconds(20);
        options.Defaults.FailSafeMaxDuration = TimeSpan.FromSeconds(70);
        set(options.Defaults);
        return new PolicyTable(options, new HybridCacheOptions()).For("a", null);
    }

    private static EntryHeader Stored(long created, long fresh, long stale) => new(default(DomainClock), created, fresh, stale, EntryFlags.None, 0);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private Runtime With(double chance) => new(_time, () => chance, TaskCreationOptions.None);

    private TimeSpan Left(long timestamp) => _time.GetElapsedTime(_time.GetTimestamp(), timestamp);
}
