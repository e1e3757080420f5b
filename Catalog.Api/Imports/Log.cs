namespace Catalog.Api.Imports;

/// <summary>Log messages of imports: events 1300 to 1399.</summary>
internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Information, "Import {ImportId}: {Rows} rows received in {Bytes} bytes, {Invalid} of them wrong")]
    public static partial void Received(ILogger logger, Guid importId, long rows, long bytes, long invalid);

    [LoggerMessage(1301, LogLevel.Information, "Import {ImportId} ended while it was received: {State}, {Reason}")]
    public static partial void ReceivingEnded(ILogger logger, Guid importId, string state, string reason);

    [LoggerMessage(1302, LogLevel.Warning, "Import {ImportId}: its progress could not be recorded")]
    public static partial void ProgressFailed(ILogger logger, Guid importId, Exception exception);

    [LoggerMessage(1303, LogLevel.Warning, "Import {ImportId}: its end could not be recorded; a replica will do so when the database is back")]
    public static partial void EndFailed(ILogger logger, Guid importId, Exception exception);

    [LoggerMessage(1304, LogLevel.Error, "Import {ImportId} failed for a reason that is not its sender's")]
    public static partial void ReceivingFailed(ILogger logger, Guid importId, Exception exception);

    [LoggerMessage(1310, LogLevel.Information, "Import {ImportId} merged in {Milliseconds} ms: {Inserted} inserted, {Updated} updated, {Unchanged} unchanged (dry run: {DryRun})")]
    public static partial void Merged(ILogger logger, Guid importId, long milliseconds, long inserted, long updated, long unchanged, bool dryRun);

    [LoggerMessage(1311, LogLevel.Warning, "Import {ImportId}: its merge was interrupted and will be taken up again: {Reason}")]
    public static partial void MergeInterrupted(ILogger logger, Guid importId, string reason);

    [LoggerMessage(1312, LogLevel.Error, "Import {ImportId}: its merge failed")]
    public static partial void MergeFailed(ILogger logger, Guid importId, Exception exception);

    [LoggerMessage(1313, LogLevel.Information, "Import {ImportId} was cancelled; the catalogue is unchanged")]
    public static partial void MergeCancelled(ILogger logger, Guid importId);

    [LoggerMessage(1314, LogLevel.Warning, "Imports cannot be worked on at present: {Reason}")]
    public static partial void WorkFailed(ILogger logger, string reason, Exception? exception);

    [LoggerMessage(1320, LogLevel.Warning, "Import {ImportId} had lost its receiver; it is {State} now")]
    public static partial void ReceiverLost(ILogger logger, Guid importId, string state);

    [LoggerMessage(1321, LogLevel.Information, "{Count} imports that finished before the time they are kept for were removed")]
    public static partial void OldRemoved(ILogger logger, int count);
}
