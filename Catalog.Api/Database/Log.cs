namespace Catalog.Api.Database;

/// <summary>Log messages of the database's setup: events 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Applied migration {Migration}")]
    public static partial void MigrationApplied(ILogger logger, string migration);

    [LoggerMessage(1001, LogLevel.Information, "The database is ready")]
    public static partial void DatabaseReady(ILogger logger);

    [LoggerMessage(1002, LogLevel.Warning, "The database does not answer: {Reason} Trying again in {Seconds} s")]
    public static partial void DatabaseNotReady(ILogger logger, string reason, double seconds);

    [LoggerMessage(1003, LogLevel.Critical, "The database cannot be used, stopping: {Reason}")]
    public static partial void DatabaseUnusable(ILogger logger, string reason, Exception? exception);
}
