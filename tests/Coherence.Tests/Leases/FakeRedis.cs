using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;
using AspireCache.Coherence.Tests.Simulation;

namespace AspireCache.Coherence.Tests.Leases;

/// <summary>A Redis in this process that answers at once, unless a test holds an answer back or takes it away.</summary>
internal sealed class FakeRedis : IRedisDomain
{
    private readonly Dictionary<string, TaskCompletionSource> _held = [];

    public SimulatedServer Server { get; } = new(new Random(1), Rules.None);

    /// <summary>Every request fails.</summary>
    public bool IsAway { get; set; }

    public int FillsBegun { get; private set; }

    public int Renewals { get; private set; }

    /// <summary>How long the entry of the last fill or write may live, as Redis was told: fences must not end before.</summary>
    public TimeSpan Lifetime { get; private set; }

    public long Connection => 1;

    /// <summary>Requests of a kind are executed, and answered only once this is completed.</summary>
    public TaskCompletionSource Hold(string request) => _held[request] = new();

    public ValueTask<Snapshot> ReadAsync(string key, string[] tags) => AnswerAsync("read", () =>
    {
        var (fences, clock, entry) = Server.Read(key, tags);
        return new Snapshot(clock, fences, entry is null ? null : new WholeBytes(entry));
    });

    public ValueTask<Snapshot> ReadFencesAsync(string[] tags) => AnswerAsync("fences", () =>
    {
        var (fences, clock, _) = Server.Read(null, tags);
        return new Snapshot(clock, fences, null);
    });

    public ValueTask<FillStart> BeginFillAsync(string key, string[] tags, string? lease, Knowledge known, TimeSpan lifetime, bool unlessThere) => AnswerAsync("begin", () =>
    {
        FillsBegun++;
        Lifetime = lifetime;
        var (clock, hasLease, position) = Server.Begin(key, tags, lease, known, lifetime, unlessThere);
        var (fences, _, entry) = Server.Read(key, tags);
        return new FillStart(new Snapshot(clock, fences, entry is null ? null : new WholeBytes(entry)), hasLease, position);
    });

    public ValueTask<bool> StoreAsync(string key, ReadOnlyMemory<byte> entry, TimeSpan lifetime, string? lease, bool isSensitive)
    {
        var copy = entry.ToArray();
        return AnswerAsync("store", () =>
        {
            Server.Store(key, copy);
            return lease is null || Server.Release(key, lease);
        });
    }

    public ValueTask<bool> RenewAsync(string key, string lease, Knowledge known) => AnswerAsync("renew", () =>
    {
        Renewals++;
        return Server.Renew(key, lease);
    });

    public ValueTask<bool> ReleaseAsync(string key, string lease) => AnswerAsync("release", () => Server.Release(key, lease));

    public ValueTask<InvalidationAnswer> InvalidateAsync(string[] tags, WriteClaim? claim, Knowledge known) =>
        AnswerAsync("invalidate", () =>
        {
            Lifetime = claim?.Lifetime ?? default;
            return Server.Invalidate(tags, claim, known);
        });

    public ValueTask<SyncAnswer> SyncAsync(Knowledge known, bool raise) => AnswerAsync("sync", () => Server.Sync(known, raise));

    public ValueTask<InvalidationAnswer> CommitAsync(string[] tags, ulong position, Knowledge known) =>
        AnswerAsync("commit", () => Server.Commit(tags, position, known));

    public ValueTask<DomainClock> TakeOverAsync(string source, ulong position, ulong end, Knowledge known) =>
        AnswerAsync("take over", () => Server.TakeOver(source, position, end, known));

    public ValueTask<RelayRound> BeginRoundAsync(Knowledge known) => AnswerAsync("begin round", () => Server.BeginRound(known));

    public ValueTask<bool> EndRoundAsync(RelayRound round, ulong position, Knowledge known) =>
        AnswerAsync("end round", () => Server.EndRound(round, position, known));

    public void Listen(Action<FeedEvent> heard, Action missed)
    {
    }

    private async ValueTask<T> AnswerAsync<T>(string request, Func<T> execute)
    {
        if (IsAway)
            throw new TimeoutException();
        var answer = execute();
        if (_held.TryGetValue(request, out var held))
            await held.Task;
        return answer;
    }
}
