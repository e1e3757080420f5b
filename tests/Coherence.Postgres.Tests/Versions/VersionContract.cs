using AspireCache.Coherence.Postgres.Tests.Tables;
using AspireCache.TestSupport;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests.Versions;

/// <summary>
/// What differs from one version of Postgres to the next: publications of partitions, what of a transaction in progress is sent, prepared
/// transactions, slots, the catalogue. All other tests run on the version that the machine has.
/// </summary>
public abstract class VersionContract(TestServers servers, PostgresOfVersion postgres) : TableTest(servers)
{
    private const string Items =
        """
        create table items (id int, shop int, category int, filler text, primary key (id, shop)) partition by list (shop);
        create table items_1 partition of items for values in (1);
        alter table items replica identity full;
        alter table items_1 replica identity full;
        insert into items values (1, 1, 7), (2, 1, 7)
        """;

    private protected override Task<string> CreateDatabaseAsync() => postgres.CreateDatabaseAsync(Cancellation);

    [Fact]
    public async Task Log_RowsPartitionsAndTruncates_AreHeard()
    {
        var node = await FollowAsync(Items, ("items", "category"));

        await HearsAsync(node, "update items set category = 8 where id = 1", ["category:7"]);
        await HearsAsync(node, "delete from items_1 where id = 2", ["items:2"]);
        await HearsAsync(node, "truncate items_1", ["items"]);
        await HearsAsync(node, "create table items_2 partition of items for values in (2); alter table items_2 replica identity full", ["items"], isRow: false);
        await HearsAsync(node, "insert into items values (3, 2, 9)", ["category:9"]);
    }

    [Fact]
    public async Task Outbox_RowsPartitionsAndTruncates_AreHeard()
    {
        await Database.ExecuteAsync(Items, Cancellation);
        var node = await StartAsync(options =>
        {
            options.Source = CommitSource.Outbox;
            Map(options, ("items", "category"));
        });

        await HearsAsync(node, "update items set category = 8 where id = 1", ["category:7"]);
        await HearsAsync(node, "truncate items_1", ["items"]);
        await HearsAsync(node, "create table items_2 partition of items for values in (2)", ["items"], isRow: false);
        await HearsAsync(node, "insert into items values (3, 2, 9)", ["category:9"]);
    }

    [Fact]
    public async Task TransactionThatIsReadInProgress_IsHeardAtItsCommit()
    {
        await Database.ExecuteAsync(Items, Cancellation);
        var node = await StartAsync(options =>
        {
            options.ConnectionString = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Options = "-c logical_decoding_work_mem=64kB" }.ConnectionString;
            Map(options, ("items", "category"));
        });

        await HearsAsync(
            node, "begin; update items set category = 8 where id = 1; insert into items select n, 1, 9, repeat('x', 500) from generate_series(10, 2000) n; commit", ["category:7"]);
        // Counted a while later, by a process of its own.
        await Eventually.TrueAsync(
            async () => await Database.QueryAsync<long>($"select stream_txns from pg_stat_replication_slots where slot_name = 'coherence_{Domain}'", Cancellation) > 0,
            "it was read in progress");
    }

    [Fact]
    public async Task PreparedTransaction_IsHeardWhenItCommits()
    {
        var node = await FollowAsync(Items, ("items", "category"));

        await HearsAsync(node, "begin; update items set category = 8 where id = 1; prepare transaction 'one'; commit prepared 'one'", ["category:7"]);
    }
}
