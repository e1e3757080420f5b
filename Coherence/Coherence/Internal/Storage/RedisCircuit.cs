using AspireCache.Coherence.Internal.Diagnostics;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// Leaves Redis alone for a while after requests in a row have failed. Of what goes well Polly is told only what ends a row of
/// failures: counted in full, thousands of good answers just before would keep a circuit closed that everybody waits for.
/// </summary>
internal sealed class RedisCircuit
{
    // A failure now and then is followed by a good answer, and makes a half.
    private const double FailureRatio = 0.7;
    private const int FailuresAtLeast = 4;
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(1);

    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline _breaker;
    private volatile bool _hasFailed;

    public RedisCircuit(TimeSpan breakDuration, TimeProvider time, ILogger logger) =>
        _breaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = FailuresAtLeast,
                SamplingDuration = Sampling,
                BreakDuration = breakDuration,
                StateProvider = _state,
                ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Exception is not null),
                OnOpened = _ =>
                {
                    logger.RedisAway(breakDuration);
                    return default;
                },
                OnClosed = _ =>
                {
                    logger.RedisBack();
                    return default;
                },
            })
            .Build();

    /// <summary>Runs the request, or throws a <see cref="BrokenCircuitException"/> without running it.</summary>
    public ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, ValueTask<TResult>> request, TState state) =>
        _state.CircuitState is CircuitState.Closed
            ? CountAsync(request, state)
            : _breaker.ExecuteAsync(static (s, _) => s.request(s.state), (request, state));

    private async ValueTask<TResult> CountAsync<TState, TResult>(Func<TState, ValueTask<TResult>> request, TState state)
    {
        TResult result;
        try
        {
            result = await request(state).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _hasFailed = true;
            await TellAsync(Outcome.FromException<bool>(e)).ConfigureAwait(false);
            throw;
        }

        if (_hasFailed)
        {
            _hasFailed = false;
            await TellAsync(Outcome.FromResult(true)).ConfigureAwait(false);
        }

        return result;
    }

    private async ValueTask TellAsync(Outcome<bool> outcome)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false);
        await _breaker.ExecuteOutcomeAsync(static (_, told) => ValueTask.FromResult(told), context, outcome).ConfigureAwait(false);
        ResilienceContextPool.Shared.Return(context);
    }
}
