using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests.Tables;

public sealed class TablesOnOutboxTests(TestServers servers) : TableContract(servers)
{
    private protected override CommitSource Source => CommitSource.Outbox;

    [Fact]
    public async Task UnloggedTable_IsFollowed()
    {
        var node = await FollowAsync("create unlogged table quick (id int primary key, category int); insert into quick values (1, 7)", ("quick", "category"));

        await HearsAsync(node, "update quick set category = 8", ["category:7"]);
        await HearsAsync(node, "truncate quick", ["quick"]);
    }

    [Fact]
    public async Task TableWithoutAKey_IsFollowed()
    {
        var node = await FollowAsync("create table loose (id int, category int); insert into loose values (1, 7)", ("loose", "category"));

        await HearsAsync(node, "update loose set category = 8", ["category:7"]);
    }

    [Fact]
    public async Task ReplicaIdentity_DoesNotMatter()
    {
        var node = await FollowAsync(
            """
            create table items (id int, shop int, category int) partition by list (shop);
            create table items_1 partition of items for values in (1);
            create table keyed (id int primary key, sku text unique not null);
            alter table keyed replica identity using index keyed_sku_key;
            insert into items values (1, 1, 7);
            insert into keyed values (1, 'a')
            """,
            ("items", "category"),
            ("keyed", null));

        await HearsAsync(node, "update items set category = 8 where id = 1", ["category:7"]);
        await HearsAsync(node, "update items_1 set category = 9 where id = 1", ["category:8"]);
        await HearsAsync(node, "update keyed set id = 2", ["keyed:1"]);
    }

    [Fact]
    public async Task Partition_OfAnUnmappedTable_IsRefusedWithItsRemedy() =>
        await RefuseAsync(
            "create table items (id int, shop int, primary key (id, shop)) partition by list (shop); create table items_1 partition of items for values in (1)",
            "Map items too",
            ("items_1", null));

    [Fact]
    public async Task GeneratedColumn_IsTold()
    {
        var node = await FollowAsync(
            "create table named (id int primary key, name text, slug text generated always as (lower(name)) stored); insert into named values (1, 'Ann')", ("named", "slug"));

        await HearsAsync(node, "update named set name = 'Bob' where id = 1", ["slug:ann"]);
    }
}
