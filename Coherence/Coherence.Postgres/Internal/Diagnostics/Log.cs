using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Postgres.Internal.Diagnostics;

/// <summary>What a relay logs; event ids 4100 to 4199. Tags and values are never logged.</summary>
internal static partial class Log
{
    [LoggerMessage(4100, LogLevel.Information, "This node is the relay: it turns commits into invalidations, from position {Position} of slot {Slot} on.")]
    public static partial void Leading(this ILogger logger, string position, string slot);

    [LoggerMessage(4101, LogLevel.Information, "Another node is the relay. This one takes over when it ends.")]
    public static partial void Following(this ILogger logger);

    [LoggerMessage(4102, LogLevel.Error, "Commits do not invalidate the cache: {Problem}")]
    public static partial void CannotRelay(this ILogger logger, string problem);

    [LoggerMessage(4103, LogLevel.Warning, "The relay stopped, and some node goes on from where it was in a moment: {Reason}")]
    public static partial void Stopped(this ILogger logger, string reason, Exception exception);

    [LoggerMessage(4104, LogLevel.Information, "Made replication slot {Slot}. It keeps the log for the relay as long as it exists: drop it when the application is removed.")]
    public static partial void SlotMade(this ILogger logger, string slot);

    [LoggerMessage(4105, LogLevel.Warning, "Replication slot {Slot} was lost: the server removed log that the relay had not read. It is made anew, and the cache with it.")]
    public static partial void SlotLost(this ILogger logger, string slot);

    [LoggerMessage(4106, LogLevel.Warning, "Replication slot {Slot} holds back {Bytes} bytes of the log, which can fill the disk. Is a relay running, and Redis up? Drop the slot if the application is gone.")]
    public static partial void SlotBehind(this ILogger logger, string slot, long bytes);

    [LoggerMessage(4107, LogLevel.Warning, "max_slot_wal_keep_size is not set: if all nodes stay away, the slot keeps the log until the disk is full. On the server: ALTER SYSTEM SET max_slot_wal_keep_size = '10GB'; SELECT pg_reload_conf();")]
    public static partial void SlotUnbounded(this ILogger logger);

    [LoggerMessage(4108, LogLevel.Warning, "A row of {Table} could not be mapped to tags: everything that is made of the table is invalidated.")]
    public static partial void RowNotMapped(this ILogger logger, string table, Exception exception);

    [LoggerMessage(4109, LogLevel.Warning, "Redis cannot be told of commits. The relay tries again until it can; nothing is lost meanwhile.")]
    public static partial void CannotTell(this ILogger logger);

    [LoggerMessage(4110, LogLevel.Information, "Redis hears of commits again.")]
    public static partial void CanTell(this ILogger logger);

    [LoggerMessage(4111, LogLevel.Error, "OnInvalidated failed. The relay tries it again and goes no further.")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception);

    [LoggerMessage(4112, LogLevel.Information, "This node is the relay: every {Milliseconds} ms it turns what commits wrote to {Outbox} into invalidations.")]
    public static partial void LeadingFromOutbox(this ILogger logger, string outbox, double milliseconds);

    [LoggerMessage(4113, LogLevel.Information, "Mapped tables were altered, and may have changed unheard: the cache is made anew.")]
    public static partial void SchemaChanged(this ILogger logger);

    [LoggerMessage(4114, LogLevel.Information, "Made {Outbox}, and triggers that write to it in every transaction that changes a mapped table. When the application is removed: {Drop}")]
    public static partial void OutboxMade(this ILogger logger, string outbox, string drop);

    [LoggerMessage(4115, LogLevel.Warning, "{Outbox} has grown to {Bytes} bytes. Is Redis up, and does a long transaction keep VACUUM from it?")]
    public static partial void OutboxLarge(this ILogger logger, string outbox, long bytes);

    [LoggerMessage(4116, LogLevel.Warning, "Commits are taken from the outbox, but replication slot {Slot} of an earlier configuration is still there, and can fill the disk. When no node uses it any more: select pg_drop_replication_slot('{Slot}');")]
    public static partial void SlotLeft(this ILogger logger, string slot);

    [LoggerMessage(4117, LogLevel.Warning, "Commits are taken from the log, but {Outbox} of an earlier configuration is still there, and grows with every write. When no node uses it any more: {Drop}")]
    public static partial void OutboxLeft(this ILogger logger, string outbox, string drop);
}
