using System.CommandLine;
using System.Runtime.InteropServices;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.EmbeddedServers.Processes;
using AspireCache.EmbeddedServers.Redis;
using Command = System.CommandLine.Command;

namespace AspireCache.EmbeddedServers.Launching;

/// <summary>
/// The servers as programs for an orchestrator: <c>redis</c> and <c>postgres</c>. A program ends with 0 when it was asked to (SIGTERM,
/// SIGINT), in order; with 1 when its server could not start or ended by itself, and says why.
/// </summary>
internal static class LauncherCommand
{
    /// <summary>The environment variable with the password that Redis asks for.</summary>
    public const string PasswordVariable = "SERVER_PASSWORD";

    private const int Failure = 1;

    public static RootCommand Create()
    {
        var port = new Option<int>("--port") { Description = "The loopback port.", Required = true };
        var folder = new Option<string>("--folder") { Description = "The folder that holds the cluster.", Required = true };
        var database = new Option<string>("--database") { Description = "A database that must exist.", Required = true };
        var programs = new Option<string?>("--programs") { Description = "The folder with postgres, initdb and pg_ctl. Default: searched for." };
        var temporary = new Option<string?>("--temporary") { Description = "A folder to delete at the end, with the cluster in it. Commits then do not wait for the disk." };

        var redis = new Command("redis", $"Runs Redis (Garnet). The password comes from {PasswordVariable}.") { port };
        redis.SetAction((parsed, _) => RunAsync(stop => RunRedisAsync(parsed.GetRequiredValue(port), stop)));
        var postgres = new Command("postgres", "Runs a private Postgres.") { port, folder, database, programs, temporary };
        postgres.SetAction((parsed, _) => RunAsync(stop => RunPostgresAsync(
            new EmbeddedPostgresOptions
            {
                Port = parsed.GetRequiredValue(port),
                Folder = parsed.GetRequiredValue(folder),
                Databases = [parsed.GetRequiredValue(database)],
                BinariesFolder = parsed.GetValue(programs),
                Durable = parsed.GetValue(temporary) is null,
            },
            parsed.GetValue(temporary),
            stop)));
        return new RootCommand("Runs Redis or Postgres on the loopback address until it is stopped.") { redis, postgres };
    }

    private static async Task<int> RunRedisAsync(int port, CancellationToken stop)
    {
        await using var server = await EmbeddedRedis.StartAsync(
            new EmbeddedRedisOptions { Port = port, Password = Environment.GetEnvironmentVariable(PasswordVariable) }, cancellationToken: stop);
        Console.WriteLine($"Redis (Garnet {typeof(Garnet.GarnetServer).Assembly.GetName().Version?.ToString(3)}) listens on 127.0.0.1:{port}.");
        await Task.Delay(Timeout.Infinite, stop);
        return 0;
    }

    private static async Task<int> RunPostgresAsync(EmbeddedPostgresOptions options, string? temporary, CancellationToken stop)
    {
        using var guard = new ProcessGuard();
        using var folder = await FolderLock.TakeAsync(options.Folder, options.Timeout, stop);
        var running = true;
        try
        {
            await using var server = await EmbeddedPostgres.StartAsync(options with { Guard = guard }, stop);
            Console.WriteLine($"PostgreSQL {server.MajorVersion} listens on 127.0.0.1:{server.Port} (process {server.ProcessId}); its log is {server.LogFile}.");
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var log = LogTail.WriteAsync(server.LogFile, Console.Out, ended.Token);
            try
            {
                await server.WaitForExitAsync(stop);
            }
            finally
            {
                await ended.CancelAsync();
                await log;
            }

            running = false;
            await Console.Error.WriteLineAsync("Postgres ended by itself. What was committed is recovered at the next start.");
            return Failure;
        }
        finally
        {
            // Not where it ended by itself: it is started again.
            if (running && temporary is not null && Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    private static async Task<int> RunAsync(Func<CancellationToken, Task<int>> run)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        try
        {
            return await run(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (EmbeddedServerException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Failure;
        }

        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }
}
