using System.ComponentModel.DataAnnotations;
using AspireCache.Coherence.Postgres.Internal.Tables;

namespace AspireCache.Coherence.Postgres;

/// <summary>How commits become invalidations. Checked when the application starts.</summary>
public sealed class PostgresInvalidationOptions
{
    private readonly Dictionary<string, TableMap> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<ChangedRow, string>> _descriptions = new(StringComparer.Ordinal);

    /// <summary>Where the relay learns of commits. Default <see cref="CommitSource.LogicalReplication"/>. The same on all nodes.</summary>
    [EnumDataType(typeof(CommitSource), ErrorMessage = "Source must be LogicalReplication or Outbox.")]
    public CommitSource Source { get; set; }

    /// <summary>
    /// The database, in Npgsql's format. Its role needs <c>REPLICATION</c>, and must own the mapped tables or find the publication
    /// made. Required. It must reach the server itself: a connection pooler does not pass replication on. With the outbox the role must
    /// own the mapped tables and may <c>CREATE</c> in the database, and a pooler does no harm.
    /// </summary>
    [Required(ErrorMessage = "ConnectionString is required: the database whose commits invalidate, in Npgsql's format.")]
    public string? ConnectionString { get; set; }

    /// <summary>The replication slot, shared by all nodes: the one that reads it is the relay. Null: <c>coherence_</c> and the domain's name.</summary>
    [RegularExpression("[a-z0-9_]{1,63}", ErrorMessage = "Slot must be 1 to 63 lower-case letters, digits or underscores.")]
    public string? Slot { get; set; }

    /// <summary>The publication that names the mapped tables. Null: as <see cref="Slot"/>.</summary>
    [RegularExpression("[a-z0-9_]{1,63}", ErrorMessage = "Publication must be 1 to 63 lower-case letters, digits or underscores.")]
    public string? Publication { get; set; }

    /// <summary>A transaction that concerns more tags of one table invalidates the whole table instead. Default 100; 1 to 10000.</summary>
    [Range(1, 10_000, ErrorMessage = "MostTags must be 1 to 10000.")]
    public int MostTags { get; set; } = 100;

    /// <summary>
    /// How often the relay proves that nothing committed is still on its way. A node's knowledge is up to about twice as old:
    /// keep it well below a third of <see cref="CoherenceOptions.DetachedAfter"/>. Default 250 ms; 10 ms to 10 s. Each proof writes
    /// a few bytes into the log.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10", ErrorMessage = "Heartbeat must be 00:00:00.010 to 00:00:10.")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the other nodes look whether the slot has no reader, and how soon a failed relay tries again. Default 500 ms; 10 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ErrorMessage = "Retry must be 00:00:00.010 to 00:01:00.")]
    public TimeSpan Retry { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How often the relay looks into the outbox, and so how long a commit may take to be heard of. Default 50 ms; 5 ms to 10 s. Each
    /// look is one short statement. Without meaning for logical replication, which pushes commits.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:10", ErrorMessage = "OutboxInterval must be 00:00:00.005 to 00:00:10.")]
    public TimeSpan OutboxInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A warning is logged when the slot holds back more of the log than this many bytes, or the outbox takes more. Default 1 GiB; at least 1 MiB.</summary>
    [Range(1L << 20, long.MaxValue, ErrorMessage = "SlotWarningBytes must be at least 1048576.")]
    public long SlotWarningBytes { get; set; } = 1L << 30;

    internal IReadOnlyDictionary<string, TableMap> Tables => _tables;

    internal IReadOnlyDictionary<string, Func<ChangedRow, string>> Descriptions => _descriptions;

    /// <summary>Awaited before the node first tries to be the relay: until the tables are there, say. Null: it tries at once.</summary>
    public Func<CancellationToken, Task>? StartAfter { get; set; }

    /// <summary>
    /// Called on the relay after a transaction's tags were invalidated everywhere, before the transaction is confirmed to the
    /// database: for stores that have no invalidation of their own, such as an output cache. It may be called more than once for the
    /// same transaction, never not at all; while it throws, the relay tries again and goes no further.
    /// </summary>
    public Func<IReadOnlyCollection<string>, CancellationToken, ValueTask>? OnInvalidated { get; set; }

    /// <summary>
    /// Called on the relay with what committed transactions did to the rows of tables that <see cref="Describe"/> names, in the order
    /// of their commits (from the outbox: in an order that keeps that of each row's changes), after their tags were invalidated and
    /// before they are confirmed to the database. As with
    /// <see cref="OnInvalidated"/>, more than once for the same transaction, never not at all.
    /// </summary>
    public Func<IReadOnlyCollection<CommittedChange>, CancellationToken, ValueTask>? OnCommitted { get; set; }

    /// <summary>Has <see cref="OnCommitted"/> told of single rows of a mapped table.</summary>
    /// <param name="table">The table, as given to <see cref="Map"/>.</param>
    /// <param name="describe">What to tell of a row: of the version that its transaction left, or deleted. It must be pure: no input, no output.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">The table is not mapped, or described already.</exception>
    public PostgresInvalidationOptions Describe(string table, Func<ChangedRow, string> describe)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(table);
        ArgumentNullException.ThrowIfNull(describe);
        var name = NameOf(table);
        if (!_tables.ContainsKey(name) || !_descriptions.TryAdd(name, describe))
            throw new ArgumentException($"The table {name} is not mapped, or described already.", nameof(table));
        return this;
    }

    /// <summary>Declares what cache entries are made of a table. Tables that are not declared invalidate nothing.</summary>
    /// <param name="table">The table as <c>schema.table</c>, or only its name for the schema <c>public</c>.</param>
    /// <param name="tags">
    /// The tags that a version of a row concerns, the same that are given to <c>GetOrCreateAsync</c>. Called for the new version and
    /// for the one it replaced. It must be pure: no input, no output.
    /// </param>
    /// <param name="everything">The tags that together concern all rows: for TRUNCATE, and for transactions with more than <see cref="MostTags"/> tags.</param>
    /// <param name="keyOnly">
    /// True when <paramref name="tags"/> reads only primary key columns. Otherwise the table needs <c>REPLICA IDENTITY FULL</c>,
    /// so that the log carries the old version; the start fails with that remedy where it is missing.
    /// </param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">A table was declared twice, or <paramref name="everything"/> is empty.</exception>
    public PostgresInvalidationOptions Map(string table, Func<ChangedRow, IEnumerable<string>> tags, IEnumerable<string> everything, bool keyOnly = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(table);
        ArgumentNullException.ThrowIfNull(tags);
        ArgumentNullException.ThrowIfNull(everything);
        var name = NameOf(table);
        string[] all = [.. everything];
        if (all.Length == 0)
            throw new ArgumentException($"Name at least one tag that concerns every row of {name}: a TRUNCATE must invalidate something.", nameof(everything));
        if (!_tables.TryAdd(name, new TableMap(name, tags, all, !keyOnly)))
            throw new ArgumentException($"The table {name} is mapped already.", nameof(table));
        return this;
    }

    private static string NameOf(string table) => table.Contains('.', StringComparison.Ordinal) ? table : "public." + table;
}
