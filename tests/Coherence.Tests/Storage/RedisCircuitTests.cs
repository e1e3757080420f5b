using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;

namespace AspireCache.Coherence.Tests.Storage;

public sealed class RedisCircuitTests
{
    private static readonly TimeSpan Break = TimeSpan.FromMilliseconds(500);

    private readonly FakeTimeProvider _time = new();
    private readonly RedisCircuit _circuit;

    public RedisCircuitTests() => _circuit = new RedisCircuit(Break, _time, NullLogger.Instance);

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

    private async Task OpenAsync()
    {
        for (var i = 0; i < 4; i++)
            await Assert.ThrowsAsync<TimeoutException>(FailAsync);
    }

    private async Task<bool> AnswersAsync() => await _circuit.ExecuteAsync(static _ => ValueTask.FromResult(true), 0);

    private async Task FailAsync() => await _circuit.ExecuteAsync(static _ => ValueTask.FromException<bool>(new TimeoutException()), 0);
}
