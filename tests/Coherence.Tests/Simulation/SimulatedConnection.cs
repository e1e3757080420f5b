using System.Buffers;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>A node's connection: every request becomes a <see cref="SimulatedCall"/>.</summary>
internal sealed class SimulatedConnection(SimulatedServer server, int node, Action<SimulatedCall> send, Action<int, string[], bool, bool> executing) : IRedisDomain
{
    public long Connection { get; set; }

    public Action<FeedEvent>? Heard { get; private set; }

    public ValueTask<Snapshot> ReadAsync(string key, string[] tags) =>
        Send(() =>
        {
            var (fences, clock, entry) = server.Read(key, tags);
            return new Snapshot(clock, fences, entry is null ? null : new Bytes(entry));
        });

    public ValueTask<Snapshot> ReadFencesAsync(string[] tags) =>
        Send(() =>
        {
            var (fences, clock, _) = server.Read(null, tags);
            return new Snapshot(clock, fences, null);
        });

    public ValueTask<FillStart> BeginFillAsync(string key, string[] tags, string? lease, Knowledge known, TimeSpan lifetime, bool unlessThere) =>
        Send(() =>
        {
            var (clock, hasLease, position) = server.Begin(key, tags, lease, known, lifetime, unlessThere);
            var (fences, _, entry) = server.Read(key, tags);
            return new FillStart(new Snapshot(clock, fences, entry is null ? null : new Bytes(entry)), hasLease, position);
        });

    public ValueTask<bool> StoreAsync(string key, ReadOnlyMemory<byte> entry, TimeSpan lifetime, string? lease, bool isSensitive)
    {
        var copy = entry.ToArray();
        return Send(() =>
        {
            server.Store(key, copy);
            return lease is null || server.Release(key, lease);
        });
    }

    public ValueTask<bool> RenewAsync(string key, string lease, Knowledge known) => Send(() => server.Renew(key, lease));

    public ValueTask<bool> ReleaseAsync(string key, string lease) => Send(() => server.Release(key, lease));

    public ValueTask<InvalidationAnswer> InvalidateAsync(string[] tags, WriteClaim? claim, Knowledge known) =>
        Send(() =>
        {
            executing(node, tags, claim is not null, false);
            return server.Invalidate(tags, claim, known);
        });

    public ValueTask<SyncAnswer> SyncAsync(Knowledge known, bool raise) =>
        Send(() =>
        {
            if (raise)
                executing(node, [], false, true);
            return server.Sync(known, raise);
        });

    public ValueTask<InvalidationAnswer> CommitAsync(string[] tags, ulong position, Knowledge known) =>
        Send(() =>
        {
            executing(node, tags, false, false);
            return server.Commit(tags, position, known);
        });

    public ValueTask<DomainClock> TakeOverAsync(string source, ulong position, ulong end, Knowledge known) => Send(() => server.TakeOver(source, position, end, known));

    public ValueTask<RelayRound> BeginRoundAsync(Knowledge known) => Send(() => server.BeginRound(known));

    public ValueTask<bool> EndRoundAsync(RelayRound round, ulong position, Knowledge known) => Send(() => server.EndRound(round, position, known));

    public void Listen(Action<FeedEvent> heard, Action missed) => Heard = heard;

    private ValueTask<T> Send<T>(Func<T> execute)
    {
        var call = new SimulatedCall<T>(execute) { Node = node };
        send(call);
        return new ValueTask<T>(call.Answered);
    }

    private sealed class Bytes(byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => bytes;

        public void Dispose()
        {
        }
    }
}
