using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace AspireCache.AppHost.LocalServers;

/// <summary>
/// Starts a local server again that ended by itself, after a pause that grows: Aspire's orchestrator does not. A launcher that was asked
/// to stop ends with 0, and stays stopped.
/// </summary>
internal sealed class LocalServerSupervisor(
    ResourceNotificationService notifications, ResourceCommandService commands, ResourceLoggerService loggers, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Backoff> _backoffs = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        var ended = new Dictionary<string, DateTime?>();
        await foreach (var change in notifications.WatchAsync(stopping.Token))
        {
            if (change.Resource is not LocalServerResource server) continue;
            var now = change.Snapshot;
            if (!KnownResourceStates.TerminalStates.Contains(now.State?.Text) || now.ExitCode is null or 0) continue;
            // A state is published more than once; a process ends once.
            if (ended.TryGetValue(server.Name, out var before) && before == now.StopTimeStamp) continue;
            ended[server.Name] = now.StopTimeStamp;
            _ = RestartAsync(server, now.ExitCode.Value, stopping.Token);
        }
    }

    private async Task RestartAsync(LocalServerResource server, int exitCode, CancellationToken stopping)
    {
        var wait = _backoffs.GetOrAdd(server.Name, _ => new Backoff(time)).Next();
        Log.ServerEnded(loggers.GetLogger(server), server.Name, exitCode, wait.TotalSeconds);
        try
        {
            await Task.Delay(wait, time, stopping);
            var result = await commands.ExecuteCommandAsync(server, KnownResourceCommands.StartCommand, stopping);
            if (!result.Success) Log.ServerNotStarted(loggers.GetLogger(server), server.Name, result.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The application is being stopped.
        }
    }
}
