using System.Diagnostics;
using System.Globalization;
using AspireCache.Coherence.Benchmarks.Servers;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.Coherence.Benchmarks.Relay;

/// <summary>The nodes, each a process of its own.</summary>
internal sealed class RelayFleet : IAsyncDisposable
{
    private readonly ProcessGuard _guard = new();
    private readonly List<Process> _nodes = [];

    /// <summary>Their processes; the first is the relay.</summary>
    public IEnumerable<int> Processes => _nodes.Select(static node => node.Id);

    public static async Task<RelayFleet> StartAsync(int nodes, string redis, string database)
    {
        var fleet = new RelayFleet();
        for (var i = 1; i <= nodes; i++)
            await fleet.AddAsync(i, redis, database);
        return fleet;
    }

    public async Task BeginAsync()
    {
        foreach (var node in _nodes)
            await TellAsync(node, RelayNode.Begin);
    }

    public async Task<RelayFigures[]> EndAsync()
    {
        foreach (var node in _nodes)
            await TellAsync(node, RelayNode.End);
        var figures = new RelayFigures[_nodes.Count];
        for (var i = 0; i < figures.Length; i++)
            figures[i] = RelayFigures.Parse(await _nodes[i].StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A node has ended."));
        return figures;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            node.StandardInput.Close();
            await node.WaitForExitAsync();
            _guard.Forget(node.Id);
            node.Dispose();
        }

        _guard.Dispose();
    }

    private async Task AddAsync(int number, string redis, string database)
    {
        var start = ServerProcess.Self(RelayNode.Verb, number.ToString(CultureInfo.InvariantCulture), redis, database);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.UseShellExecute = false;
        var node = Process.Start(start) ?? throw new InvalidOperationException("The node did not start.");
        _guard.Watch(node.Id);
        _nodes.Add(node);
        if (await node.StandardOutput.ReadLineAsync() is not RelayNode.Ready)
            throw new InvalidOperationException("A node ended before it was ready.");
    }

    private static async Task TellAsync(Process node, string what)
    {
        await node.StandardInput.WriteLineAsync(what);
        await node.StandardInput.FlushAsync();
    }
}
