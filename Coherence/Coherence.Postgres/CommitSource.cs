namespace AspireCache.Coherence.Postgres;

/// <summary>Where the relay learns of commits.</summary>
public enum CommitSource
{
    /// <summary>
    /// From the write-ahead log, through a logical replication slot. Nothing in the database changes, and a commit is heard of within
    /// a few milliseconds. It needs <c>wal_level=logical</c>, a role with <c>REPLICATION</c>, and a connection to the server itself.
    /// </summary>
    LogicalReplication,

    /// <summary>
    /// From a table that triggers on the mapped tables write to, in the writer's own transaction. For databases whose log cannot be
    /// read: it needs no more than a role that owns the mapped tables, and works through a connection pooler. The same guarantees; a
    /// commit is heard of within <see cref="PostgresInvalidationOptions.OutboxInterval"/>, and every write of a mapped table costs one more.
    /// </summary>
    Outbox,
}
