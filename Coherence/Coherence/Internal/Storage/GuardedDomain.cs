using System.Diagnostics;
using System.Runtime.CompilerServices;
using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// Keeps a broken Redis from costing its callers. A read may not wait: its requests are given up after
/// <see cref="CoherenceOptions.RedisTimeout"/>, and after failures Redis is left alone for a while. A writer, the relay and the heartbeat
/// may: theirs have <see cref="CoherenceOptions.InvalidationTimeout"/>, and are made whatever happens to reads. A request that is given
/// up may still take effect; the protocol allows for that.
/// </summary>
internal sealed class GuardedDomain : IRedisDomain
{
    private static readonly TimeSpan LimitAtFirst = TimeSpan.FromSeconds(1);

    private readonly IRedisDomain _redis;
    private readonly TimeSpan _usualLimit;
    private readonly TimeSpan _limitOfWaiting;
    private readonly TimeProvider _time;
    private readonly CoherenceMetrics? _metrics;
    private readonly RedisCircuit _circuit;

    public GuardedDomain(IRedisDomain redis, CoherenceOptions options, RedisCircuit circuit, TimeProvider time, CoherenceMetrics? metrics = null)
    {
        _redis = redis;
        _usualLimit = options.RedisTimeout;
        _limitOfWaiting = options.InvalidationTimeout;
        ReadLimit = _usualLimit > LimitAtFirst ? _usualLimit : LimitAtFirst;
        _time = time;
        _metrics = metrics;
        _circuit = circuit;
    }

    public long Connection => _redis.Connection;

    /// <summary>How long a read may wait for Redis now.</summary>
    public TimeSpan ReadLimit { get; private set; }

    /// <summary>
    /// From here on <see cref="CoherenceOptions.RedisTimeout"/> holds. The first requests get longer: they pay for the connection
    /// and for code that never ran, and a start that took Redis for broken would alarm people.
    /// </summary>
    public void EndPatience() => ReadLimit = _usualLimit;

    public ValueTask<Snapshot> ReadAsync(string key, string[] tags) =>
        GuardAsync(RedisOperation.Read, static s => s.Self._redis.ReadAsync(s.Key, s.Tags), (Self: this, Key: key, Tags: tags));

    public ValueTask<Snapshot> ReadFencesAsync(string[] tags) =>
        GuardAsync(RedisOperation.ReadFences, static s => s.Self._redis.ReadFencesAsync(s.Tags), (Self: this, Tags: tags));

    public ValueTask<FillStart> BeginFillAsync(string key, string[] tags, string? lease, Knowledge known, TimeSpan lifetime, bool unlessThere) =>
        GuardAsync(
            RedisOperation.BeginFill,
            static s => s.Self._redis.BeginFillAsync(s.Key, s.Tags, s.Lease, s.Known, s.Lifetime, s.UnlessThere),
            (Self: this, Key: key, Tags: tags, Lease: lease, Known: known, Lifetime: lifetime, UnlessThere: unlessThere));

    public ValueTask<bool> StoreAsync(string key, ReadOnlyMemory<byte> entry, TimeSpan lifetime, string? lease, bool isSensitive) =>
        GuardAsync(
            RedisOperation.Store,
            static s => s.Self._redis.StoreAsync(s.Key, s.Entry, s.Lifetime, s.Lease, s.IsSensitive),
            (Self: this, Key: key, Entry: entry, Lifetime: lifetime, Lease: lease, IsSensitive: isSensitive));

    public ValueTask<bool> RenewAsync(string key, string lease, Knowledge known) =>
        GuardAsync(RedisOperation.Renew, static s => s.Self._redis.RenewAsync(s.Key, s.Lease, s.Known), (Self: this, Key: key, Lease: lease, Known: known));

    public ValueTask<bool> ReleaseAsync(string key, string lease) =>
        GuardAsync(RedisOperation.Release, static s => s.Self._redis.ReleaseAsync(s.Key, s.Lease), (Self: this, Key: key, Lease: lease));

    public ValueTask<InvalidationAnswer> InvalidateAsync(string[] tags, WriteClaim? claim, Knowledge known) =>
        GuardAsync(RedisOperation.Invalidate, static s => s.Self._redis.InvalidateAsync(s.Tags, s.Claim, s.Known), (Self: this, Tags: tags, Claim: claim, Known: known));

    public ValueTask<SyncAnswer> SyncAsync(Knowledge known, bool raise) =>
        GuardAsync(RedisOperation.Sync, static s => s.Self._redis.SyncAsync(s.Known, s.Raise), (Self: this, Known: known, Raise: raise));

    public ValueTask<InvalidationAnswer> CommitAsync(string[] tags, ulong position, Knowledge known) =>
        GuardAsync(RedisOperation.Commit, static s => s.Self._redis.CommitAsync(s.Tags, s.Position, s.Known), (Self: this, Tags: tags, Position: position, Known: known));

    public ValueTask<DomainClock> TakeOverAsync(string source, ulong position, ulong end, Knowledge known) =>
        GuardAsync(RedisOperation.TakeOver, static s => s.Self._redis.TakeOverAsync(s.Source, s.Position, s.End, s.Known), (Self: this, Source: source, Position: position, End: end, Known: known));

    public ValueTask<RelayRound> BeginRoundAsync(Knowledge known) =>
        GuardAsync(RedisOperation.BeginRound, static s => s.Self._redis.BeginRoundAsync(s.Known), (Self: this, Known: known));

    public ValueTask<bool> EndRoundAsync(RelayRound round, ulong position, Knowledge known) =>
        GuardAsync(RedisOperation.EndRound, static s => s.Self._redis.EndRoundAsync(s.Round, s.Position, s.Known), (Self: this, Round: round, Position: position, Known: known));

    public void Listen(Action<FeedEvent> heard, Action missed) => _redis.Listen(heard, missed);

    private ValueTask<TResult> GuardAsync<TState, TResult>(RedisOperation operation, Func<TState, ValueTask<TResult>> request, TState state) =>
        operation.MayWait
            ? _circuit.WatchAsync(static s => s.Self.AskAsync(s.operation, s.request, s.state, s.Self._limitOfWaiting), (Self: this, operation, request, state), ReadLimit)
            : _circuit.ExecuteAsync(static s => s.Self.AskAsync(s.operation, s.request, s.state, s.Self.ReadLimit), (Self: this, operation, request, state));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResult> AskAsync<TState, TResult>(RedisOperation operation, Func<TState, ValueTask<TResult>> request, TState state, TimeSpan limit)
    {
        // What no request asked for, such as the heartbeat, starts no trace.
        using var span = Activity.Current is null ? null : CoherenceMetrics.Activities.StartActivity(operation.SpanName, ActivityKind.Client);
        span?.SetTag("db.system.name", "redis").SetTag("db.operation.name", operation.Name);
        var started = _time.GetTimestamp();
        Task<TResult>? task = null;
        try
        {
            var answer = request(state);
            if (answer.IsCompletedSuccessfully)
                return await answer.ConfigureAwait(false);
            task = answer.AsTask();
            return await task.WaitAsync(limit, _time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Without its message, which names keys.
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", RedisFailure.KindOf(e));
            if (task is { IsCompleted: false })
                Abandon(task);
            throw;
        }
        finally
        {
            _metrics?.RedisAnswered(operation, _time.GetElapsedTime(started));
        }
    }

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
