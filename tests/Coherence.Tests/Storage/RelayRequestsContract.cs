using System.Threading.Channels;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;
using AspireCache.Coherence.Tests.Contract;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Storage;

/// <summary>What a relay asks of a server, and what it makes of it: the scripts that the simulation reads aloud in C#.</summary>
public abstract class RelayRequestsContract(ServerFixture server) : IAsyncLifetime
{
    private const string Source = "system:1:slot";
    private const ulong Slot = 1000;
    private const ulong LogEnd = 2000;

    private readonly string _domain = $"d{Guid.NewGuid():N}";
    private RedisConnection _connection = null!;
    private RedisDomain _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = new RedisConnection(ConfigurationOptions.Parse(server.Endpoint), NullLogger.Instance);
        _redis = new RedisDomain(_connection, new CoherenceOptions { Domain = _domain });
        await _redis.TakeOverAsync(Source, Slot, LogEnd, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task BeginRound_RoundsWereLost_GivesNoNumberAgain()
    {
        var before = await _redis.BeginRoundAsync(default);
        await server.Database.KeyDeleteAsync($"{{{_domain}}}:rounds");

        var asked = await _redis.SyncAsync(default, raise: false);
        var after = await _redis.BeginRoundAsync(default);

        Assert.True(before.Number < asked.RoundBegun, "a round of before would seem to have begun after the question");
        Assert.True(asked.RoundBegun < after.Number, "a round of after would not seem to have begun after the question");
    }

    [Fact]
    public async Task EndRound_InItsEpoch_IsShown()
    {
        var first = await _redis.BeginRoundAsync(default);
        var second = await _redis.BeginRoundAsync(default);

        Assert.True(await _redis.EndRoundAsync(first, Slot + 1, default));

        var shown = await _redis.SyncAsync(default, raise: false);
        Assert.Equal((second.Number, first.Number), (shown.RoundBegun, shown.RoundEnded));
    }

    [Fact]
    public async Task EndRound_InItsEpoch_IsPublishedOnceWithTheTickThatWasReached()
    {
        var told = Channel.CreateUnbounded<FeedEvent>();
        var listening = new TaskCompletionSource();
        _redis.Listen(heard => told.Writer.TryWrite(heard), () => listening.TrySetResult());
        await listening.Task;
        var round = await _redis.BeginRoundAsync(default);
        var commit = await _redis.CommitAsync(["t:x"], Slot + 1, default);

        await _redis.EndRoundAsync(round, Slot + 1, default);
        await _redis.EndRoundAsync(round, Slot + 2, default);
        await _redis.CommitAsync(["t:y"], Slot + 3, default);

        Assert.Equal(0, (await told.Reader.ReadAsync(TestContext.Current.CancellationToken)).RoundEnded);
        var ended = await told.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal((round.Number, commit.Clock.Tick, commit.Clock.Tick), (ended.RoundEnded, ended.Tick, ended.PreviousTick));
        Assert.Equal(["t:y"], (await told.Reader.ReadAsync(TestContext.Current.CancellationToken)).Tags);
    }

    [Fact]
    public async Task EndRound_EpochIsOver_EndsNothing()
    {
        var round = await _redis.BeginRoundAsync(default);
        await _redis.SyncAsync(default, raise: true);
        await _redis.BeginRoundAsync(default);

        Assert.False(await _redis.EndRoundAsync(round, Slot + 1, default));

        Assert.Equal(0, (await _redis.SyncAsync(default, raise: false)).RoundEnded);
    }

    [Fact]
    public async Task BeginFill_NewEpoch_KnowsNoPositionUntilARoundEnds()
    {
        await EndRoundAsync(Slot + 10);
        Assert.Equal(Slot + 10, await PositionAsync());
        await _redis.CommitAsync(["t:a"], Slot + 20, default);
        Assert.Equal(Slot + 20, await PositionAsync());

        await _redis.SyncAsync(default, raise: true);
        Assert.Equal(0UL, await PositionAsync());
        await _redis.CommitAsync(["t:a"], Slot + 30, default);
        Assert.Equal(0UL, await PositionAsync());

        await EndRoundAsync(Slot + 25);
        Assert.Equal(Slot + 30, await PositionAsync());
    }

    [Fact]
    public async Task TakeOver_SlotGoesOnWhereARoundEnded_KeepsTheEpoch()
    {
        await EndRoundAsync(Slot + 10);
        var before = await _redis.SyncAsync(default, raise: false);

        Assert.Equal(before.Clock, await _redis.TakeOverAsync(Source, Slot + 10, LogEnd, default));
    }

    [Fact]
    public async Task TakeOver_SlotGoesOnBehindTheLastRound_OpensAnEpochWhateverWasApplied()
    {
        await EndRoundAsync(Slot + 10);
        // As by a relay of a server that was replaced.
        await _redis.CommitAsync(["t:a"], Slot + 1000, default);
        var before = await _redis.SyncAsync(default, raise: false);

        Assert.True((await _redis.TakeOverAsync(Source, Slot + 11, LogEnd, default)).Epoch > before.Clock.Epoch);
    }

    [Fact]
    public async Task TakeOver_LogEndsBeforeWhatWasApplied_OpensAnEpoch()
    {
        var round = await _redis.BeginRoundAsync(default);
        await _redis.EndRoundAsync(round, Slot + 10, default);

        // The database was put back to what it was some time ago.
        Assert.True((await _redis.TakeOverAsync(Source, Slot, Slot + 9, default)).Epoch > round.Clock.Epoch);
    }

    [Fact]
    public async Task TakeOver_OfAnotherSource_OpensAnEpoch()
    {
        await EndRoundAsync(Slot + 10);
        var before = await _redis.SyncAsync(default, raise: false);

        Assert.True((await _redis.TakeOverAsync("system:2:slot", Slot, LogEnd, default)).Epoch > before.Clock.Epoch);
    }

    private async Task EndRoundAsync(ulong position) =>
        Assert.True(await _redis.EndRoundAsync(await _redis.BeginRoundAsync(default), position, default));

    private async Task<ulong> PositionAsync()
    {
        using var start = await _redis.BeginFillAsync("a:1", ["t:a"], null, default, TimeSpan.FromMinutes(1), unlessThere: false);
        return start.Position;
    }
}
