namespace Catalog.Api.Errors;

/// <summary>Log messages about failed requests: events 1200 to 1299.</summary>
internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Warning, "A request was answered 503, the database is not available: {Reason}")]
    public static partial void DatabaseUnavailable(ILogger logger, string reason);

    [LoggerMessage(1202, LogLevel.Error, "A request failed unexpectedly")]
    public static partial void Unexpected(ILogger logger, Exception exception);

    [LoggerMessage(1201, LogLevel.Error, "The connection broke during a commit, the client was told that the outcome is unknown: {Reason}")]
    public static partial void OutcomeUnknown(ILogger logger, string reason);
}
