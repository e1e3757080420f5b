using Microsoft.Extensions.Logging;

namespace AspireCache.AppHost.LocalServers;

/// <summary>Log messages about local servers; event ids 100 to 199.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Warning, "{Server} ended by itself with exit code {ExitCode}; it starts again in {Seconds} s")]
    public static partial void ServerEnded(ILogger logger, string server, int exitCode, double seconds);

    [LoggerMessage(101, LogLevel.Error, "{Server} could not be started again ({Reason}): start it from the dashboard, or with 'aspire resource {Server} start'")]
    public static partial void ServerNotStarted(ILogger logger, string server, string? reason);
}
