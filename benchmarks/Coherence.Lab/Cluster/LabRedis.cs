using System.Diagnostics;
using System.Globalization;
using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Processes;
using StackExchange.Redis;

namespace AspireCache.Coherence.Lab.Cluster;

/// <summary>redis-server as a process that can be paused, killed, emptied, and started again from an old snapshot, always at the same port.</summary>
internal sealed class LabRedis(string folder, ProcessGuard guard) : IAsyncDisposable
{
    private const string Program = "redis-server";

    private readonly string _data = Directory.CreateDirectory(Path.Combine(folder, "redis")).FullName;
    private Process? _process;
    private ConnectionMultiplexer? _orders;

    public int Port { get; } = LoopbackPort.FindFree();

    private string Dump => Path.Combine(_data, "dump.rdb");

    private string Old => Path.Combine(_data, "old.rdb");

    public async Task StartAsync()
    {
        string[] arguments = ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _data];
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException($"The lab needs {Program} on the PATH. On Debian: apt-get install redis-server.");
        }

        guard.Watch(process.Id);
        _process = process;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("Ready to accept connections", StringComparison.OrdinalIgnoreCase))
                continue;
            _ = process.StandardOutput.ReadToEndAsync();
            return;
        }

        throw new InvalidOperationException($"{Program} ended before it was ready.");
    }

    public Task SignalAsync(string signal) => Signals.SendAsync(_process!.Id, signal);

    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        guard.Forget(process.Id);
        process.Dispose();
        _process = null;
    }

    /// <summary>Starts with nothing, as after the loss of its disk.</summary>
    public Task StartEmptyAsync()
    {
        File.Delete(Dump);
        return StartAsync();
    }

    /// <summary>Keeps what it holds now, for <see cref="StartOldAsync"/>.</summary>
    public async Task SnapshotAsync()
    {
        await ExecuteAsync("SAVE");
        File.Move(Dump, Old, overwrite: true);
    }

    /// <summary>Starts with what it held at the last <see cref="SnapshotAsync"/>.</summary>
    public Task StartOldAsync()
    {
        File.Move(Old, Dump, overwrite: true);
        return StartAsync();
    }

    public Task EmptyAsync() => ExecuteAsync("FLUSHALL");

    /// <summary>Ends the connections over which events come.</summary>
    public Task EndSubscriptionsAsync() => ExecuteAsync("CLIENT", "KILL", "TYPE", "PUBSUB");

    /// <summary>Answers nobody for a while.</summary>
    public Task PauseClientsAsync(TimeSpan time) => ExecuteAsync("CLIENT", "PAUSE", (long)time.TotalMilliseconds);

    public async ValueTask DisposeAsync()
    {
        if (_orders is not null)
            await _orders.DisposeAsync();
        await KillAsync();
    }

    /// <summary>Its version.</summary>
    public async Task<string> VersionAsync()
    {
        await using var connection = await ConnectAsync();
        return connection.GetServers()[0].Version.ToString();
    }

    // One connection for all of it: where faults come every second a new one for each would cost more than they do.
    private async Task ExecuteAsync(string command, params object[] arguments)
    {
        _orders ??= await ConnectAsync();
        await _orders.GetDatabase().ExecuteAsync(command, arguments);
    }

    private Task<ConnectionMultiplexer> ConnectAsync() =>
        ConnectionMultiplexer.ConnectAsync(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port},allowAdmin=true"));
}
