using System.Diagnostics;
using System.Globalization;
using AspireCache.Coherence.Benchmarks.Peers;
using AspireCache.Coherence.Benchmarks.Servers;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.Coherence.Benchmarks.Fleet;

/// <summary>Four processes with 250 callers each ask for the same cold key at once; counts how often a factory ran in all of them.</summary>
internal static class ColdKeyRun
{
    private const int Nodes = 4;
    private const int DefaultRounds = 50;

    /// <summary>Fails unless Coherence ran exactly one factory for every key.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var rounds = arguments is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultRounds;
        var isOnce = true;
        Console.WriteLine("| engine | server | keys | factory calls | most for one key |");
        Console.WriteLine("|---|---|---:|---:|---:|");
        foreach (var kind in Enum.GetValues<ServerKind>())
            foreach (var engine in Enum.GetValues<Engine>())
            {
                var calls = await CountAsync(engine, kind, rounds);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {engine} | {kind} | {rounds} | {calls.Sum()} | {calls.Max()} |"));
                isOnce &= engine is not Engine.Coherence || Array.TrueForAll(calls, static count => count == 1);
            }

        return isOnce ? 0 : 1;
    }

    private static async Task<int[]> CountAsync(Engine engine, ServerKind kind, int rounds)
    {
        await using var server = await ServerProcess.StartAsync(kind);
        using var guard = new ProcessGuard();
        var nodes = new Process[Nodes];
        for (var i = 0; i < Nodes; i++)
            nodes[i] = Start(engine, server, guard);
        try
        {
            await Task.WhenAll(nodes.Select(WaitUntilReadyAsync));
            var calls = new int[rounds];
            for (var round = 0; round < rounds; round++)
                calls[round] = (await Task.WhenAll(nodes.Select(node => AskAsync(node, $"product:{round}")))).Sum();
            return calls;
        }
        finally
        {
            foreach (var node in nodes)
            {
                node.StandardInput.Close();
                await node.WaitForExitAsync();
                guard.Forget(node.Id);
                node.Dispose();
            }
        }
    }

    private static Process Start(Engine engine, ServerProcess server, ProcessGuard guard)
    {
        var start = ServerProcess.Self(ColdKeyNode.Verb, engine.ToString(), server.ConnectionString);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.UseShellExecute = false;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The node did not start.");
        guard.Watch(process.Id);
        return process;
    }

    private static async Task WaitUntilReadyAsync(Process node)
    {
        if (await node.StandardOutput.ReadLineAsync() is not ColdKeyNode.Ready)
            throw new InvalidOperationException("A node ended before it was ready.");
    }

    private static async Task<int> AskAsync(Process node, string key)
    {
        await node.StandardInput.WriteLineAsync(key);
        await node.StandardInput.FlushAsync();
        return int.Parse(await node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A node has ended."), CultureInfo.InvariantCulture);
    }
}
