using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// Keeps a broken Redis from costing its callers: every request has a time limit, and after failures Redis is left alone for a
/// while. A request that is given up may still take effect; the protocol allows for that.
/// </summary>
internal sealed class GuardedDomain : IRedisDomain
{
    private const double FailureRatio = 0.5;
    private const int FailuresAtLeast = 4;
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(2);

    private readonly IRedisDomain _redis;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;

    public GuardedDomain(IRedisDomain redis, CoherenceOptions options, TimeProvider time, ILogger logger)
    {
        _redis = redis;
        _limit = options.RedisTimeout;
        _time = time;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = FailuresAtLeast,
                SamplingDuration = Sampling,
                BreakDuration = options.RedisBreak,
                ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Exception is not null),
                OnOpened = _ =>
                {
                    logger.RedisAway(options.RedisBreak);
                    return default;
                },
                OnClosed = _ =>
                {
                    logger.RedisBack();
                    return default;
                },
            })
            .Build();
    }

    public long Connection => _redis.Connection;

    public ValueTask<Snapshot> ReadAsync(string key, string[] tags) =>
        GuardAsync(static s => s.Self._redis.ReadAsync(s.Key, s.Tags), (Self: this, Key: key, Tags: tags));

    public ValueTask<Snapshot> ReadFencesAsync(string[] tags) =>
        GuardAsync(static s => s.Self._redis.ReadFencesAsync(s.Tags), (Self: this, Tags: tags));

    public ValueTask<FillStart> BeginFillAsync(string key, string[] tags, string? lease, Knowledge known, TimeSpan lifetime) =>
        GuardAsync(
            static s => s.Self._redis.BeginFillAsync(s.Key, s.Tags, s.Lease, s.Known, s.Lifetime),
            (Self: this, Key: key, Tags: tags, Lease: lease, Known: known, Lifetime: lifetime));

    public async ValueTask StoreAsync(string key, ReadOnlyMemory<byte> entry, TimeSpan lifetime) =>
        await GuardAsync(
            static async s =>
            {
                await s.Self._redis.StoreAsync(s.Key, s.Entry, s.Lifetime).ConfigureAwait(false);
                return true;
            },
            (Self: this, Key: key, Entry: entry, Lifetime: lifetime)).ConfigureAwait(false);

    public async ValueTask ReleaseAsync(string key, string lease) =>
        await GuardAsync(
            static async s =>
            {
                await s.Self._redis.ReleaseAsync(s.Key, s.Lease).ConfigureAwait(false);
                return true;
            },
            (Self: this, Key: key, Lease: lease)).ConfigureAwait(false);

    public ValueTask<InvalidationAnswer> InvalidateAsync(string[] tags, WriteClaim? claim, Knowledge known) =>
        GuardAsync(static s => s.Self._redis.InvalidateAsync(s.Tags, s.Claim, s.Known), (Self: this, Tags: tags, Claim: claim, Known: known));

    public ValueTask<SyncAnswer> SyncAsync(Knowledge known, bool raise) =>
        GuardAsync(static s => s.Self._redis.SyncAsync(s.Known, s.Raise), (Self: this, Known: known, Raise: raise));

    public void Listen(Action<FeedEvent> heard, Action missed) => _redis.Listen(heard, missed);

    private ValueTask<TResult> GuardAsync<TState, TResult>(Func<TState, ValueTask<TResult>> request, TState state) =>
        _pipeline.ExecuteAsync(
            static async (s, _) =>
            {
                var answer = s.request(s.state);
                if (answer.IsCompletedSuccessfully)
                    return await answer.ConfigureAwait(false);
                var task = answer.AsTask();
                try
                {
                    return await task.WaitAsync(s.Self._limit, s.Self._time, CancellationToken.None).ConfigureAwait(false);
                }
                catch (TimeoutException) when (!task.IsCompleted)
                {
                    Abandon(task);
                    throw;
                }
            },
            (Self: this, request, state));

    // Nobody waits for it any more: what it brings goes back to the pool.
    private static void Abandon<TResult>(Task<TResult> task) =>
        task.ContinueWith(
            static late =>
            {
                if (late.IsCompletedSuccessfully)
                    (late.Result as IDisposable)?.Dispose();
                else
                    _ = late.Exception;
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
