using System.Diagnostics;
using System.Globalization;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.AppHost.LocalServers;

/// <summary>Adds a command that shows how the application takes a server that hangs.</summary>
internal static class PauseCommandExtensions
{
    private const int Seconds = 10;

    // The shell goes on if this process ends, so that nothing stays paused. A session of Postgres is a process below the server's.
    private const string Script = """
        processes="$1 $(ps -o pid= --ppid "$1" 2>/dev/null || pgrep -P "$1")"
        kill -STOP $processes && sleep "$2"
        kill -CONT $processes
        """;

    /// <summary>Adds "Pause for 10 s": the server's processes stand still, and its connections stay open.</summary>
    public static IResourceBuilder<LocalServerResource> WithPauseCommand(this IResourceBuilder<LocalServerResource> server)
    {
        if (OperatingSystem.IsWindows()) return server;
        return server.WithCommand(
            "pause",
            $"Pause for {Seconds} s",
            context => PauseAsync(server.Resource, context),
            new CommandOptions
            {
                Description = "The server hangs for ten seconds: what do its users notice?",
                ConfirmationMessage = $"{server.Resource.Name} will not answer for {Seconds} seconds. Pause it?",
                IconName = "Pause",
                UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            });
    }

    private static async Task<ExecuteCommandResult> PauseAsync(LocalServerResource server, ExecuteCommandContext context)
    {
        if ((server.FindProcess is { } find ? find() : LauncherId(context)) is not { } process)
            return CommandResults.Failure($"{server.Name} does not run.");
        var shell = new ProcessStartInfo("/bin/sh", ["-c", Script, "pause", process.ToString(CultureInfo.InvariantCulture), Seconds.ToString(CultureInfo.InvariantCulture)]);
        var result = await Command.RunAsync(shell, CancellationToken.None);
        return result.ExitCode == 0 ? CommandResults.Success() : CommandResults.Failure(result.Output);
    }

    private static int? LauncherId(ExecuteCommandContext context)
    {
        var notifications = (ResourceNotificationService)context.Services.GetService(typeof(ResourceNotificationService))!;
        return notifications.TryGetCurrentState(context.ResourceName, out var current)
            && current.Snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value is { } id
            ? Convert.ToInt32(id, CultureInfo.InvariantCulture)
            : null;
    }
}
