using AspireCache.Coherence.Benchmarks.Servers;
using Microsoft.Extensions.Caching.Hybrid;
using ZiggyCreatures.Caching.Fusion;

namespace AspireCache.Coherence.Benchmarks.Peers;

/// <summary>All engines on one server.</summary>
internal sealed class PeerSet : IAsyncDisposable
{
    private readonly ServerProcess _server;
    private readonly Peer _microsoft;
    private readonly Peer _fusion;
    private readonly Peer _coherence;

    private PeerSet(ServerProcess server, Peer microsoft, Peer fusion, Peer coherence)
    {
        _server = server;
        _microsoft = microsoft;
        _fusion = fusion;
        _coherence = coherence;
        Microsoft = microsoft.Hybrid;
        Fusion = fusion.Fusion;
        Coherence = coherence.Hybrid;
    }

    public HybridCache Microsoft { get; }

    public IFusionCache Fusion { get; }

    public HybridCache Coherence { get; }

    public static async Task<PeerSet> StartAsync(ServerKind kind, int? localEntries = null, int entryBytes = 0)
    {
        var server = await ServerProcess.StartAsync(kind);
        var options = new PeerOptions(server.ConnectionString, localEntries, entryBytes);
        return new PeerSet(
            server,
            await Peer.StartAsync(Engine.Microsoft, options),
            await Peer.StartAsync(Engine.Fusion, options),
            await Peer.StartAsync(Engine.Coherence, options));
    }

    public async ValueTask DisposeAsync()
    {
        await _microsoft.DisposeAsync();
        await _fusion.DisposeAsync();
        await _coherence.DisposeAsync();
        await _server.DisposeAsync();
    }
}
