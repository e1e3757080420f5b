using System.Diagnostics;
using System.Globalization;
using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.Coherence.Benchmarks.Servers;

/// <summary>A server in a child process, with nothing on disk; it ends with this process, however that ends.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string ReadyLine = "ready ";

    private const int Attempts = 5;

    private readonly ProcessGuard _guard = new();
    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        _guard.Watch(process.Id);
        Port = port;
        ConnectionString = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
    }

    public string ConnectionString { get; }

    public int Port { get; }

    public int ProcessId => _process.Id;

    public static async Task<ServerProcess> StartAsync(ServerKind kind)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = LoopbackPort.FindFree();
            var process = Start(kind, port);
            if (await WaitUntilReadyAsync(process) is { } line)
            {
                if (kind is ServerKind.Garnet)
                    port = int.Parse(line.AsSpan(ReadyLine.Length), CultureInfo.InvariantCulture);
                return new ServerProcess(process, port);
            }

            await process.WaitForExitAsync();
            if (attempt == Attempts)
                throw new InvalidOperationException($"{process.StartInfo.FileName} ended before it was ready.");
        }
    }

    /// <summary>redis-server at a port that an earlier one had.</summary>
    public static async Task<ServerProcess> StartRedisAsync(int port)
    {
        var process = Start(ServerKind.Redis, port);
        return await WaitUntilReadyAsync(process) is not null
            ? new ServerProcess(process, port)
            : throw new InvalidOperationException("redis-server ended before it was ready.");
    }

    /// <summary>Stops answering, with its connections open.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>Goes on.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _guard.Forget(_process.Id);
        _guard.Dispose();
        _process.Dispose();
    }

    private static Process Start(ServerKind kind, int port)
    {
        var start = kind is ServerKind.Garnet ? Self(GarnetHost.Verb) : new ProcessStartInfo("redis-server", RedisArguments(port));
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.UseShellExecute = false;
        return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
    }

    /// <summary>This program again; where BenchmarkDotNet runs a program of its own, the library has the entry point all the same.</summary>
    public static ProcessStartInfo Self(params string[] arguments) =>
        new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", ProgramPath(), .. arguments]);

    private static string ProgramPath() => typeof(ServerProcess).Assembly.Location;

    private static async Task<string?> WaitUntilReadyAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(ReadyLine, StringComparison.Ordinal) && !line.Contains("Ready to accept connections", StringComparison.OrdinalIgnoreCase))
                continue;
            // Nobody reads on: let it go, or the pipe fills.
            _ = process.StandardOutput.ReadToEndAsync();
            return line;
        }

        return null;
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {_process.Id}")]);
        await kill.WaitForExitAsync();
    }

    private static string[] RedisArguments(int port) =>
        ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()];
}
