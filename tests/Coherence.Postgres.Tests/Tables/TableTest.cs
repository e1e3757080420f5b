using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests.Tables;

/// <summary>What changes of one kind of table do to what is cached of it.</summary>
public abstract class TableTest(TestServers servers) : RelayTest(servers)
{
    protected const int Leading = 4100;
    protected const int CannotRelay = 4102;
    protected const int RowNotMapped = 4108;
    protected const int OldRowsMissing = 4118;

    private int _entries;

    /// <summary>Makes tables, maps some, and waits until the node is attached.</summary>
    private protected async Task<CacheNode> FollowAsync(string make, params (string Table, string? Tag)[] maps)
    {
        await Database.ExecuteAsync(make, Cancellation);
        return await StartAsync(options => Map(options, maps));
    }

    /// <summary>As <see cref="FollowAsync"/>, of a node that is not attached since it refuses a table.</summary>
    private protected async Task<CacheNode> RefuseAsync(string make, string remedy, params (string Table, string? Tag)[] maps)
    {
        await Database.ExecuteAsync(make, Cancellation);
        var node = await StartUnattachedAsync(options => Map(options, maps));
        await LogsAsync(node, CannotRelay, remedy);
        return node;
    }

    /// <summary>A table's rows have the tag <c>TABLE:id</c>, and where a column is named <c>COLUMN:value</c>.</summary>
    private protected static void Map(PostgresInvalidationOptions options, params (string Table, string? Column)[] maps)
    {
        foreach (var (table, column) in maps)
            options.Map(
                table,
                row => column is null ? [$"{table}:{row["id"]}"] : [$"{table}:{row["id"]}", $"{column}:{row[column]}"],
                [table],
                keyOnly: column is null);
    }

    /// <summary>An entry with the tags is filled again after the change.</summary>
    /// <param name="node">An attached node.</param>
    /// <param name="change">Statements.</param>
    /// <param name="tags">The entry's tags.</param>
    /// <param name="isRow">Whether it is because of the rows that were changed: everything else stays cached.</param>
    private protected async Task HearsAsync(CacheNode node, string change, string[] tags, bool isRow = true)
    {
        var calls = 0;
        var key = $"entry:{++_entries}";
        async Task<int> ReadAsync() => await node.Cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(++calls), tags: tags, cancellationToken: Cancellation);
        await Eventually.TrueAsync(async () => await ReadAsync() == await ReadAsync(), "the entry is kept");
        var before = await ReadAsync();
        var epoch = node.Cache.Core.View.Current.Epoch;

        await Database.ExecuteAsync(change, Cancellation);

        await Eventually.TrueAsync(async () => await ReadAsync() > before, $"the change is heard: {change}");
        if (isRow)
            Assert.Equal(epoch, node.Cache.Core.View.Current.Epoch);
        else
            await node.AttachedAsync(Cancellation);
    }

    private protected static int Count(CacheNode node, int id) => node.Logs.GetSnapshot().Count(entry => entry.Id.Id == id);
}
