using System.Diagnostics;
using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Processes;
using Xunit;

namespace AspireCache.TestSupport.Redis;

/// <summary>A child process running redis-server, with nothing on disk that outlives it.</summary>
internal sealed class RedisProcess : IRedisServer
{
    private const int Attempts = 5;

    private readonly ProcessGuard _guard;
    private readonly Process _process;
    private readonly TemporaryFolder _folder;

    private RedisProcess(Process process, ProcessGuard guard, TemporaryFolder folder, int port)
    {
        _process = process;
        _guard = guard;
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    public static async Task<RedisProcess> StartAsync(bool isCluster, CancellationToken cancellationToken)
    {
        if (Find() is not { } program)
        {
            const string reason = "redis-server is not on the PATH. On Debian: apt-get install redis-server.";
            if (Environment.GetEnvironmentVariable("CI") is null)
                Assert.Skip(reason);
            throw new InvalidOperationException(reason);
        }

        for (var attempt = 1; ; attempt++)
        {
            var guard = new ProcessGuard();
            var folder = new TemporaryFolder();
            var port = LoopbackPort.FindFree();
            var process = Process.Start(new ProcessStartInfo(program, Arguments(port, folder.Path, isCluster)) { RedirectStandardOutput = true, UseShellExecute = false })
                ?? throw new InvalidOperationException($"{program} did not start.");
            guard.Watch(process.Id);
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                if (!line.Contains("Ready to accept connections", StringComparison.OrdinalIgnoreCase))
                    continue;
                // Nobody reads on: let it go, or the pipe fills.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new RedisProcess(process, guard, folder, port);
            }

            // It ended: somebody else took the port meanwhile.
            process.Dispose();
            guard.Dispose();
            folder.Dispose();
            if (attempt == Attempts)
                throw new InvalidOperationException($"{program} ended before it was ready.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _guard.Forget(_process.Id);
        _guard.Dispose();
        _process.Dispose();
        _folder.Dispose();
    }

    private static string[] Arguments(int port, string folder, bool isCluster) =>
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", folder,
            .. isCluster ? (string[])["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--cluster-port", $"{LoopbackPort.FindFree()}"] : [],
        ];

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists);
}
