namespace Catalog.Api.Caching;

/// <summary>What the caches log; event ids 1400 to 1449.</summary>
internal static partial class Log
{
    [LoggerMessage(1400, LogLevel.Warning, "A cache could not be told of a change; what it keeps is old until it expires: {Reason}")]
    public static partial void InvalidationFailed(ILogger logger, string reason);

    [LoggerMessage(1401, LogLevel.Debug, "A commit had not come back through the log within {Milliseconds} ms; its writer invalidated by itself")]
    public static partial void CommitNotSeen(ILogger logger, double milliseconds);
}
