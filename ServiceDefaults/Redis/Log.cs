using Microsoft.Extensions.Logging;

namespace AspireCache.ServiceDefaults.Redis;

/// <summary>Redis: event ids 1000 to 1099. One line for each change, none for each failure.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Warning, "Redis is not used for now: {Reason}. Requests go on without it.")]
    public static partial void Unavailable(ILogger logger, string reason);

    [LoggerMessage(1001, LogLevel.Information, "Redis is in use (after {Downtime}; {Recovery}).")]
    public static partial void Available(ILogger logger, TimeSpan downtime, string recovery);

    [LoggerMessage(1002, LogLevel.Warning, "Redis cannot be reached yet: {Reason}. Requests go on without it.")]
    public static partial void NotReachedYet(ILogger logger, string reason);
}
