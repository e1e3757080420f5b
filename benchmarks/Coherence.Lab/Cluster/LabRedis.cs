using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.Coherence.Lab.Cluster;

/// <summary>redis-server as a process that can be paused, killed, emptied, and started again from an old snapshot, always at the same port.</summary>
internal sealed class LabRedis(string folder, ProcessGuard guard) : IAsyncDisposable
{
    private const string Program = "redis-server";

    private readonly string _data = Directory.CreateDirectory(Path.Combine(folder, "redis")).FullName;
    private Process? _process;

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
    public Task EndSubscriptionsAsync() => ExecuteAsync("CLIENT KILL TYPE pubsub");

    /// <summary>Answers nobody for a while.</summary>
    public Task PauseClientsAsync(TimeSpan time) => ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"CLIENT PAUSE {time.TotalMilliseconds:0}"));

    public async ValueTask DisposeAsync() => await KillAsync();

    /// <summary>Its version.</summary>
    public Task<string> VersionAsync() => ExecuteAsync("INFO server", "redis_version:");

    // Without a client: one would be under the faults itself, and its own subscriptions among those that are ended.
    private async Task<string> ExecuteAsync(string command, string find = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"));
        using var answer = new StreamReader(stream, Encoding.ASCII);
        while (await answer.ReadLineAsync() is { } line && !line.StartsWith('-'))
            if (line.StartsWith(find, StringComparison.Ordinal))
                return line[find.Length..];
        throw new InvalidOperationException($"Redis refused, or did not answer, {command}.");
    }
}
