using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using AspireCache.EmbeddedServers.Processes;
using Microsoft.Extensions.Hosting;

namespace AspireCache.AppHost.Setup;

/// <summary>
/// Ends this process when Aspire's orchestrator (DCP) has died: everything that it ran ends with it, and without it this process would
/// wait for ever, for Ctrl+C as well. Does nothing on Windows.
/// </summary>
internal sealed class OrchestratorWatch(IHostApplicationLifetime lifetime) : BackgroundService
{
    private const int Failure = 1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            var started = new TaskCompletionSource();
            await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task.WaitAsync(stopping.Token);
            if (await FindAsync(stopping.Token) is not { } orchestrator) return;
            using (orchestrator) await orchestrator.WaitForExitAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }

        await Console.Error.WriteLineAsync("Aspire's orchestrator has died, and everything that it ran ends with it. What was committed is kept. Start again with: dotnet run --project AppHost");
        Environment.Exit(Failure);
    }

    // It is told to watch this process, and is nobody's child.
    private static async Task<Process?> FindAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows()) return null;
        var watches = string.Create(CultureInfo.InvariantCulture, $" start-apiserver --monitor {Environment.ProcessId} ");
        try
        {
            var processes = await Command.RunAsync(new ProcessStartInfo("ps", ["-axww", "-o", "pid=,args="]), cancellationToken);
            var line = processes.Output.Split('\n').FirstOrDefault(l => l.Contains(watches, StringComparison.Ordinal));
            return line is null ? null : Process.GetProcessById(int.Parse(line.TrimStart().Split(' ')[0], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is Win32Exception or ArgumentException)
        {
            return null;
        }
    }
}
