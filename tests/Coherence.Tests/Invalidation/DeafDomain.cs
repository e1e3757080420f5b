using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Tests.Invalidation;

/// <summary>A Redis that does what it is told, and whose answers to the beginnings of fills are lost.</summary>
internal sealed class DeafDomain : IRedisDomain
{
    public List<(string Key, string Lease)> Released { get; } = [];

    public List<string[]> Invalidated { get; } = [];

    public long Connection => 1;

    public ValueTask<FillStart> BeginFillAsync(string key, string[] tags, string? lease, Knowledge known, TimeSpan lifetime, bool unlessThere) => throw new TimeoutException();

    public ValueTask<bool> RenewAsync(string key, string lease, Knowledge known) => throw new NotSupportedException();

    public ValueTask<bool> ReleaseAsync(string key, string lease)
    {
        Released.Add((key, lease));
        return ValueTask.FromResult(true);
    }

    public ValueTask<SyncAnswer> SyncAsync(Knowledge known, bool raise) => ValueTask.FromResult(new SyncAnswer(new DomainClock(1, 1), []));

    public ValueTask<Snapshot> ReadAsync(string key, string[] tags) => throw new NotSupportedException();

    public ValueTask<Snapshot> ReadFencesAsync(string[] tags) => throw new NotSupportedException();

    public ValueTask<bool> StoreAsync(string key, ReadOnlyMemory<byte> entry, TimeSpan lifetime, string? lease, bool isSensitive) => throw new NotSupportedException();

    public ValueTask<InvalidationAnswer> InvalidateAsync(string[] tags, WriteClaim? claim, Knowledge known)
    {
        Invalidated.Add(tags);
        return ValueTask.FromResult(new InvalidationAnswer(new DomainClock(1, 1 + Invalidated.Count), Invalidated.Count));
    }

    public ValueTask<InvalidationAnswer> CommitAsync(string[] tags, ulong position, Knowledge known) => throw new NotSupportedException();

    public ValueTask<DomainClock> TakeOverAsync(string source, ulong position, ulong end, Knowledge known) => throw new NotSupportedException();

    public ValueTask<RelayRound> BeginRoundAsync(Knowledge known) => throw new NotSupportedException();

    public ValueTask<bool> EndRoundAsync(RelayRound round, ulong position, Knowledge known) => throw new NotSupportedException();

    public void Listen(Action<FeedEvent> heard, Action missed)
    {
    }
}
