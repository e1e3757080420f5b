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

    [LoggerMessage(1004, LogLevel.Error, "The database hangs: it has not answered for {Limit}. Reads are served from the cache where its policy allows, or answered 503, until it answers again. Look at its host: is it frozen, its disk full or slow, the network between cut?")]
    public static partial void DatabaseHangs(ILogger logger, TimeSpan limit);

    [LoggerMessage(1005, LogLevel.Information, "The database answers again")]
    public static partial void DatabaseAnswers(ILogger logger);
}
