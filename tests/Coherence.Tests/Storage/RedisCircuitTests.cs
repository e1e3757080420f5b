using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Time.Testing;

namespace AspireCache.Coherence.Tests.Storage;

public sealed class RedisCircuitTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Break = TimeSpan.FromMilliseconds(500);

    private readonly FakeTimeProvider _time = new();
    private readonly RedisCircuit _circuit;

    private int _opened;
    private int _closed;

    public RedisCircuitTests() => _circuit = new RedisCircuit(Break, _time, _ => _opened++, () => _closed++);

    [Fact]
    public async Task Execute_FourFailuresInARowAfterThousandsOfAnswers_Opens()
    {
        for (var i = 0; i < 5_000; i++)
            Assert.True(await AnswersAsync());

        for (var i = 0; i < 4; i++)
            await Assert.ThrowsAsync<TimeoutException>(FailAsync);

        await Assert.ThrowsAsync<BrokenCircuitException>(AnswersAsync);
    }

    [Fact]
    public async Task Execute_EveryOtherFails_StaysClosed()
    {
        for (var i = 0; i < 100; i++)
        {
            await Assert.ThrowsAsync<TimeoutException>(FailAsync);
            Assert.True(await AnswersAsync());
        }
    }

    [Fact]
    public async Task Execute_AnAnswerAfterThreeFailures_CountsFromTheBeginning()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 3; i++)
                await Assert.ThrowsAsync<TimeoutException>(FailAsync);
            Assert.True(await AnswersAsync());
        }

        Assert.Equal(0, _opened);
    }

    [Fact]
    public async Task Execute_OpenAgainAfterItClosed_TakesFourFailures()
    {
        await OpenAsync();
        _time.Advance(Break);
        Assert.True(await AnswersAsync());

        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<TimeoutException>(FailAsync);

        Assert.True(await AnswersAsync());
        Assert.Equal((1, 1), (_opened, _closed));
    }

    [Fact]
    public async Task Execute_BeforeTheBreakIsOver_AsksNobody()
    {
        await OpenAsync();
        _time.Advance(Break - TimeSpan.FromTicks(1));

        await Assert.ThrowsAsync<BrokenCircuitException>(AnswersAsync);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(await AnswersAsync());
    }

    [Fact]
    public async Task Execute_AfterTheBreak_OneTriesAndTheOthersDoNotWait()
    {
        await OpenAsync();
        _time.Advance(Break);
        var answer = new TaskCompletionSource<bool>();

        var trial = _circuit.ExecuteAsync(static waiting => new ValueTask<bool>(waiting.Task), answer);
        await Assert.ThrowsAsync<BrokenCircuitException>(AnswersAsync);
        answer.SetResult(true);

        Assert.True(await trial);
        Assert.True(await AnswersAsync());
    }

    [Fact]
    public async Task Execute_TheTrialFails_OpensAgain()
    {
        await OpenAsync();
        _time.Advance(Break);

        await Assert.ThrowsAsync<TimeoutException>(FailAsync);

        await Assert.ThrowsAsync<BrokenCircuitException>(AnswersAsync);
    }

    // Where nothing but a heartbeat asks, failures are seldom.
    [Fact]
    public async Task Execute_FailuresFarApart_OpensAndTellsItOnce()
    {
        for (var i = 0; i < 4; i++)
        {
            await Assert.ThrowsAsync<TimeoutException>(FailAsync);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        for (var i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<TimeoutException>(FailAsync);
            _time.Advance(Break);
        }

        Assert.Equal((1, 0), (_opened, _closed));
        Assert.True(await AnswersAsync());
        Assert.Equal((1, 1), (_opened, _closed));
    }

    [Fact]
    public async Task Watch_WhileOpen_AsksAndClosesItWhenTheAnswerComesSoon()
    {
        await OpenAsync();

        await WatchAsync(after: Soon + Soon);
        await Assert.ThrowsAsync<BrokenCircuitException>(AnswersAsync);
        await WatchAsync(after: TimeSpan.Zero);

        Assert.True(await AnswersAsync());
    }

    [Fact]
    public async Task Watch_AskedBeforeItOpened_SaysNothing()
    {
        var answer = new TaskCompletionSource<bool>();
        var early = _circuit.WatchAsync(static waiting => new ValueTask<bool>(waiting.Task), answer, TimeSpan.FromHours(1));
        _time.Advance(Soon);
        await OpenAsync();

        answer.SetResult(true);

        Assert.True(await early);
        await Assert.ThrowsAsync<BrokenCircuitException>(AnswersAsync);
    }

    private async Task WatchAsync(TimeSpan after) =>
        await _circuit.WatchAsync(
            static s =>
            {
                s._time.Advance(s.after);
                return ValueTask.FromResult(true);
            },
            (_time, after),
            Soon);

    private async Task OpenAsync()
    {
        for (var i = 0; i < 4; i++)
            await Assert.ThrowsAsync<TimeoutException>(FailAsync);
    }

    private async Task<bool> AnswersAsync() => await _circuit.ExecuteAsync(static _ => ValueTask.FromResult(true), 0);

    private async Task FailAsync() => await _circuit.ExecuteAsync(static _ => ValueTask.FromException<bool>(new TimeoutException()), 0);
}
