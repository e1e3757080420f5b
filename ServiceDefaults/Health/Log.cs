using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace AspireCache.ServiceDefaults.Health;

/// <summary>Health: event ids 1150 to 1159. One line for each change, none for each probe.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1150, Message = "Health check {Check} is {Status}: {Reason}")]
    public static partial void Changed(ILogger logger, LogLevel level, string check, HealthStatus status, string reason);

    [LoggerMessage(1151, LogLevel.Information, "Health check {Check} is healthy again.")]
    public static partial void Recovered(ILogger logger, string check);
}
