using System.Diagnostics.Metrics;
using AspireCache.ServiceDefaults.Redis;
using AspireCache.ServiceDefaults.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AspireCache.ServiceDefaults.Tests.Redis;

public sealed class RedisGuardTests : IDisposable
{
    private static readonly RedisOperation Get = new("test", "get");
    private static readonly RedisOperation Set = new("test", "set");
    private static readonly Invalidation Evict = new(new("test", "evict"), "tag");
    private static readonly byte[] Entry = [1];

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<RedisGuard> _log = new();
    private readonly RedisGuardOptions _options = new() { FailureThreshold = 2 };
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly IMeterFactory _meters;
    private int _asked;

    public RedisGuardTests() => _meters = _services.GetRequiredService<IMeterFactory>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task ReadAsync_BeforeTheConnection_DoesNotAsk()
    {
        var answer = await Read(Create(available: false), _ => Task.FromResult<byte[]?>(Entry));

        Assert.Equal(RedisAnswer.None, answer);
        Assert.Equal(0, _asked);
    }

    [Fact]
    public async Task ReadAsync_Available_GivesTheEntryOrSaysThatThereIsNone()
    {
        var guard = Create();

        Assert.Equal(new RedisAnswer(true, Entry), await Read(guard, _ => Task.FromResult<byte[]?>(Entry)));
        Assert.Equal(new RedisAnswer(true, null), await Read(guard, _ => Task.FromResult<byte[]?>(null)));
    }

    [Fact]
    public async Task ReadAsync_NoAnswer_EndsWithTheLimitAndSoonDoesNotAskAgain()
    {
        var guard = Create();
        var never = new TaskCompletionSource<byte[]?>();

        for (var read = 0; read < 2; read++)
        {
            var reading = Read(guard, _ => never.Task);
            _time.Advance(_options.OperationTimeout);
            Assert.Equal(RedisAnswer.None, await reading);
        }

        Assert.Equal(RedisState.Unavailable, guard.State);
        for (var read = 0; read < 100; read++)
            Assert.Equal(RedisAnswer.None, await Read(guard, _ => never.Task));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task ReadAsync_FailuresFarApart_GoesOnAsking()
    {
        var guard = Create();

        for (var read = 0; read < 5; read++)
        {
            await Read(guard, _ => throw new InvalidOperationException("no"));
            _time.Advance(_options.FailureWindow + TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(RedisState.Available, guard.State);
        Assert.Equal(5, _asked);
    }

    [Fact]
    public async Task ReadAsync_TheCallerCancels_ThrowsAndCountsNoFailure()
    {
        var guard = Create();
        var never = new TaskCompletionSource<byte[]?>();

        for (var read = 0; read < 5; read++)
        {
            using var cancellation = new CancellationTokenSource();
            var reading = guard.ReadAsync(Get, 0, _ => never.Task, cancellation.Token);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        }

        Assert.Equal(RedisState.Available, guard.State);
    }

    [Fact]
    public async Task ReadAsync_AnInvalidationGoesAstrayMeanwhile_DoesNotServeTheEntry()
    {
        var guard = Create();
        var entry = new TaskCompletionSource<byte[]?>();
        var reading = Read(guard, _ => entry.Task);

        await guard.InvalidateAsync(Evict, () => Task.FromException(new InvalidOperationException("no")), Token);
        entry.SetResult(Entry);

        Assert.Equal(RedisAnswer.None, await reading);
    }

    [Fact]
    public async Task WriteAsync_Fails_DoesNotThrow()
    {
        var guard = Create();

        await guard.WriteAsync(Set, 0, _ => Task.FromException(new InvalidOperationException("no")), undo: null, Token);
        await guard.WriteAsync(Set, 0, _ => throw new InvalidOperationException("no"), undo: null, Token);

        Assert.Equal(RedisState.Unavailable, guard.State);
        Assert.True(guard.Journal.IsSettled);
    }

    [Fact]
    public async Task WriteAsync_BreaksOffAfterTheLimit_IsTakenBackBeforeAnythingIsRead()
    {
        var guard = Create();
        var late = new TaskCompletionSource();

        var writing = guard.WriteAsync(Set, 0, _ => late.Task, (Evict, () => Task.CompletedTask), Token);
        _time.Advance(_options.OperationTimeout);
        await writing;
        Assert.True(guard.CanRead);
        late.SetException(new InvalidOperationException("no"));

        Assert.Equal(RedisState.Unavailable, guard.State);
        Assert.Equal(Evict, Assert.Single(guard.Journal.ToArray()).Invalidation);
    }

    [Fact]
    public async Task InvalidateAsync_Fails_LosesRedisAtOnceAndIsRemembered()
    {
        var guard = Create();

        await guard.InvalidateAsync(Evict, () => Task.FromException(new InvalidOperationException("no")), Token);

        Assert.Equal(RedisState.Unavailable, guard.State);
        Assert.Equal(Evict, Assert.Single(guard.Journal.ToArray()).Invalidation);
    }

    [Fact]
    public async Task InvalidateAsync_Late_NothingIsReadUntilItHasArrived()
    {
        var guard = Create();
        var late = new TaskCompletionSource();

        var invalidating = guard.InvalidateAsync(Evict, () => late.Task, Token);
        _time.Advance(_options.OperationTimeout);
        await invalidating;

        Assert.Equal(RedisState.Available, guard.State);
        Assert.Equal(RedisAnswer.None, await Read(guard, _ => Task.FromResult<byte[]?>(Entry)));
        late.SetResult();
        Assert.Equal(new RedisAnswer(true, Entry), await Read(guard, _ => Task.FromResult<byte[]?>(Entry)));
    }

    [Fact]
    public async Task InvalidateAsync_LateAndThenFailing_LosesRedis()
    {
        var guard = Create();
        var late = new TaskCompletionSource();
        var invalidating = guard.InvalidateAsync(Evict, () => late.Task, Token);
        _time.Advance(_options.OperationTimeout);
        await invalidating;

        late.SetException(new InvalidOperationException("no"));

        Assert.Equal(RedisState.Unavailable, guard.State);
        Assert.False(guard.Journal.IsSettled);
    }

    [Fact]
    public async Task InvalidateAsync_TheCallerCancels_IsNotForgotten()
    {
        var guard = Create();
        var late = new TaskCompletionSource();
        using var cancellation = new CancellationTokenSource();

        var invalidating = guard.InvalidateAsync(Evict, () => late.Task, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => invalidating);

        Assert.False(guard.CanRead);
        late.SetResult();
        Assert.True(guard.CanRead);
    }

    [Fact]
    public async Task InvalidateAsync_WhileRedisIsGone_MustBeMadeGoodBeforeItIsBack()
    {
        var guard = Create(available: false);
        await guard.InvalidateAsync(Evict, () => Task.CompletedTask, Token);

        Assert.False(guard.TryRegain("test"));
        var missed = Assert.Single(guard.Journal.ToArray());
        guard.Journal.Settle(missed.Invalidation, missed.Sequence);

        Assert.True(guard.TryRegain("test"));
    }

    [Fact]
    public async Task Log_ManyFailures_OneLineForEachChange()
    {
        var guard = Create();
        for (var write = 0; write < 50; write++)
            await guard.WriteAsync(Set, 0, _ => Task.FromException(new InvalidOperationException("no")), undo: null, Token);
        guard.TryRegain("test");

        Assert.Equal([1001, 1000, 1001], _log.Collector.GetSnapshot().Select(record => record.Id.Id));
    }

    [Fact]
    public async Task Metrics_EveryOutcome_IsCounted()
    {
        using var operations = new MetricCollector<long>(_meters, TelemetryNames.RedisMeter, RedisMetrics.OperationsName);
        var guard = Create();

        await Read(guard, _ => Task.FromResult<byte[]?>(Entry));
        await Read(guard, _ => Task.FromResult<byte[]?>(null));
        await guard.WriteAsync(Set, 0, _ => Task.CompletedTask, undo: null, Token);
        await Read(guard, _ => throw new TimeoutException("no"));
        await Read(guard, _ => throw new InvalidOperationException("no"));
        await Read(guard, _ => Task.FromResult<byte[]?>(Entry));

        Assert.Equal(
            ["hit", "miss", "done", "timeout", "error", "skipped"],
            operations.GetMeasurementSnapshot().Select(measurement => (string?)measurement.Tags["outcome"]));
    }

    private Task<RedisAnswer> Read(RedisGuard guard, Func<int, Task<byte[]?>> read) =>
        guard.ReadAsync(Get, 0, state => { _asked++; return read(state); }, Token);

    private RedisGuard Create(bool available = true)
    {
        var guard = new RedisGuard(Options.Create(_options), _time, new RedisMetrics(_meters, _time), _log);
        if (available)
            Assert.True(guard.TryRegain("test"));
        return guard;
    }
}
