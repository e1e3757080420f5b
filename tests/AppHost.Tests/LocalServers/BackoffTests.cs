using AspireCache.AppHost.LocalServers;
using Microsoft.Extensions.Time.Testing;

namespace AspireCache.AppHost.Tests.LocalServers;

public sealed class BackoffTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Next_AgainAndAgain_GrowsToHalfAMinute()
    {
        var backoff = new Backoff(_time);

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(0, 7).Select(_ => backoff.Next().TotalSeconds));
    }

    [Fact]
    public void Next_AfterAMinuteOfRunning_StartsOver()
    {
        var backoff = new Backoff(_time);
        for (var i = 0; i < 4; i++) backoff.Next();

        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(TimeSpan.FromSeconds(1), backoff.Next());
    }
}
