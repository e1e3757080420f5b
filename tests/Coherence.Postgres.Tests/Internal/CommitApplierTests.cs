using System.Collections.Concurrent;
using System.Threading.Channels;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Postgres.Internal;
using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using AspireCache.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AspireCache.Coherence.Postgres.Tests.Internal;

public sealed class CommitApplierTests(TestServers servers) : RelayTest(servers)
{
    private CacheNode _node = null!;

    // The server skips a transaction whose commit began before the position from which it is asked to go on.
    [Fact]
    public async Task Apply_BeatThenPartOfATransaction_LetsGoOfNothingOfTheTransaction()
    {
        var confirmed = new List<ulong>();
        var link = await LeadAsync();
        var rounds = new ConcurrentDictionary<long, RelayRound> { [1] = (await link.BeginRoundAsync())!.Value };
        var applier = Applier(rounds, confirmed.Add);

        await applier.ApplyAsync(
            [
                new LogItem(10, [], [], 100, Beat: 1, IsWhole: false),
                new LogItem(11, ["products"], [], 201, null, IsWhole: false),
            ],
            Cancellation);

        Assert.Equal([100UL], confirmed);
    }

    [Fact]
    public async Task Apply_PartOfATransaction_TellsOfTheTransactionOnlyWithItsRest()
    {
        var link = await LeadAsync();
        var watch = link.Commits.Watch(TagNames.OfTransaction(11));
        var applier = Applier([], static _ => { });

        await applier.ApplyAsync([new LogItem(11, ["products"], [], 201, null, IsWhole: false)], Cancellation);
        Assert.False(watch.IsCompleted);
        await applier.ApplyAsync([new LogItem(11, [], [], 300, null, IsWhole: true)], Cancellation);

        await watch.WaitAsync(Cancellation);
    }

    // An event goes to every node, however little is in it.
    [Fact]
    public async Task Apply_WhatComesWithinMilliseconds_IsOneEvent()
    {
        var link = await LeadAsync();
        var first = link.Commits.Watch(TagNames.OfTransaction(11));
        var last = link.Commits.Watch(TagNames.OfTransaction(13));
        var items = Channel.CreateUnbounded<LogItem>();
        var time = new FakeTimeProvider();
        var applying = Applier([], static _ => { }, time).ApplyAsync(items.Reader, Cancellation);
        items.Writer.TryWrite(new LogItem(11, ["products"], [], 100, null, IsWhole: true));
        await first.WaitAsync(Cancellation);
        var before = link.View.Current.LastTick;

        items.Writer.TryWrite(new LogItem(12, ["product:1"], [], 200, null, IsWhole: true));
        items.Writer.TryWrite(new LogItem(13, ["product:2"], [], 300, null, IsWhole: true));
        // Again and again: the wait may begin only after the clock went on.
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(5));
                return ValueTask.FromResult(last.IsCompleted);
            },
            "both are applied");

        Assert.Equal(before + 1, link.View.Current.LastTick);
        items.Writer.Complete();
        await applying;
    }

    // As the relay of a domain that has no other.
    private async Task<DomainLink> LeadAsync()
    {
        _node = await StartUnattachedAsync(options => options.StartAfter = cancellation => Task.Delay(Timeout.Infinite, cancellation));
        await Eventually.TrueAsync(async () => await _node.Cache.Core.Link.TakeOverAsync("test", 0, ulong.MaxValue), "the node takes over");
        return _node.Cache.Core.Link;
    }

    private CommitApplier Applier(ConcurrentDictionary<long, RelayRound> rounds, Action<ulong> confirm, TimeProvider? time = null) => new(
        _node.Cache.Core, new PostgresInvalidationOptions(), null, rounds, confirm, new RelayMetrics(Options.Create(new CoherenceOptions())), time ?? TimeProvider.System, NullLogger.Instance);
}
