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

    [LoggerMessage(4103, LogLevel.Warning, "This node cannot relay commits: {Reason}. It tries again until it can; 4100 or 4101 says that it is over. Where no other node is the relay, nothing stale is served: nodes read strict namespaces from the database.")]
    public static partial void Stopped(this ILogger logger, string reason);

    [LoggerMessage(4104, LogLevel.Information, "Made replication slot {Slot}. It keeps the log for the relay as long as it exists: drop it when the application is removed.")]
    public static partial void SlotMade(this ILogger logger, string slot);

    [LoggerMessage(4105, LogLevel.Warning, "Replication slot {Slot} was lost: the server removed log that the relay had not read. It is created again, and the cache starts empty.")]
    public static partial void SlotLost(this ILogger logger, string slot);

    [LoggerMessage(4106, LogLevel.Warning, "Replication slot {Slot} holds back {Bytes} bytes of the log, which can fill the disk. Is a relay running, and Redis up? Drop the slot if the application is gone.")]
    public static partial void SlotBehind(this ILogger logger, string slot, long bytes);

    [LoggerMessage(4107, LogLevel.Warning, "max_slot_wal_keep_size is not set: if all nodes stay away, the slot keeps the log until the disk is full. On the server: ALTER SYSTEM SET max_slot_wal_keep_size = '10GB'; SELECT pg_reload_conf();")]
    public static partial void SlotUnbounded(this ILogger logger);

    [LoggerMessage(4108, LogLevel.Warning, "Rows of {Table} cannot be mapped to tags ({Problem}): each change of such a row invalidates everything that is made of the table, until the mapping is mended. It is said once.")]
    public static partial void RowNotMapped(this ILogger logger, string table, string problem);

    [LoggerMessage(4109, LogLevel.Warning, "Redis cannot be told of commits. The relay tries again until it can; nothing is lost meanwhile.")]
    public static partial void CannotTell(this ILogger logger);

    [LoggerMessage(4110, LogLevel.Information, "Commits reach Redis again.")]
    public static partial void CanTell(this ILogger logger);

    [LoggerMessage(4111, LogLevel.Error, "OnInvalidated or OnCommitted fails ({Problem}). The relay calls it again until it succeeds, and until then invalidates nothing further; 4122 says that it is over.")]
    public static partial void HandlerFails(this ILogger logger, string problem);

    [LoggerMessage(4112, LogLevel.Information, "This node is the relay: every {Milliseconds} ms it turns what commits wrote to {Outbox} into invalidations.")]
    public static partial void LeadingFromOutbox(this ILogger logger, string outbox, double milliseconds);

    [LoggerMessage(4113, LogLevel.Information, "Mapped tables were altered, and their rows may have changed unheard: the cache starts empty.")]
    public static partial void SchemaChanged(this ILogger logger);

    [LoggerMessage(4114, LogLevel.Information, "Made {Outbox}, and triggers that write to it in every transaction that changes a mapped table. When the application is removed: {Drop}")]
    public static partial void OutboxMade(this ILogger logger, string outbox, string drop);

    [LoggerMessage(4115, LogLevel.Warning, "{Outbox} has grown to {Bytes} bytes. Is Redis up, and does a long transaction keep VACUUM from it?")]
    public static partial void OutboxLarge(this ILogger logger, string outbox, long bytes);

    [LoggerMessage(4116, LogLevel.Warning, "Commits are taken from the outbox, but replication slot {Slot} of an earlier configuration is still there, and can fill the disk. When no node uses it any more: select pg_drop_replication_slot('{Slot}');")]
    public static partial void SlotLeft(this ILogger logger, string slot);

    [LoggerMessage(4117, LogLevel.Warning, "Commits are taken from the log, but {Outbox} of an earlier configuration is still there, and grows with every write. When no node uses it any more: {Drop}")]
    public static partial void OutboxLeft(this ILogger logger, string outbox, string drop);

    [LoggerMessage(4118, LogLevel.Warning, "Each update or delete in {Part} invalidates everything that is made of {Table}, since the log does not carry the old versions of its rows. As its owner: {Remedy}")]
    public static partial void OldRowsMissing(this ILogger logger, string part, string table, string remedy);

    [LoggerMessage(4119, LogLevel.Warning, "Commits do not invalidate the cache yet: Postgres makes replication slot {Slot} when all transactions that are open now have ended, and waits for {Transaction}, open for {Age}. Nothing stale is served meanwhile. To go on at once: {Remedy}")]
    public static partial void SlotWaits(this ILogger logger, string slot, string transaction, string age, string remedy);

    [LoggerMessage(4120, LogLevel.Information, "Replication slot {Slot} holds back no more of the log than it should.")]
    public static partial void SlotCaughtUp(this ILogger logger, string slot);

    [LoggerMessage(4121, LogLevel.Debug, "The relay stopped.")]
    public static partial void StoppedWith(this ILogger logger, Exception exception);

    [LoggerMessage(4122, LogLevel.Information, "OnInvalidated and OnCommitted succeed again.")]
    public static partial void HandlerSucceeds(this ILogger logger);

    [LoggerMessage(4123, LogLevel.Debug, "A row of {Table} could not be mapped to tags.")]
    public static partial void RowNotMappedWith(this ILogger logger, string table, Exception exception);

    [LoggerMessage(4124, LogLevel.Debug, "OnInvalidated or OnCommitted failed.")]
    public static partial void HandlerFailedWith(this ILogger logger, Exception exception);

    [LoggerMessage(4125, LogLevel.Information, "This release does not map {Tables}, which another one does or did: its nodes become the relay only where no other node does within a moment. Where no release maps them any more, as the publication's owner: ALTER PUBLICATION {Publication} DROP TABLE {Tables};")]
    public static partial void TablesLacking(this ILogger logger, string tables, string publication);
}
