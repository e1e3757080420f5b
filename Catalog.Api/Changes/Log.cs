namespace Catalog.Api.Changes;

/// <summary>What the stream of changes logs; event ids 1450 to 1499.</summary>
internal static partial class Log
{
    [LoggerMessage(1450, LogLevel.Warning, "Changes cannot be read from Redis; who follows them hears nothing until it is back: {Reason}")]
    public static partial void JournalIsAway(ILogger logger, string reason);

    [LoggerMessage(1451, LogLevel.Information, "Changes are read from Redis again")]
    public static partial void JournalIsBack(ILogger logger);
}
