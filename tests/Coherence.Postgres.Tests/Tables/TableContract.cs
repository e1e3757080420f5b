using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests.Tables;

/// <summary>The kinds of tables that are followed, wherever the relay learns of commits: a test for each line of the documentation's table.</summary>
public abstract class TableContract(TestServers servers) : TableTest(servers)
{
    private const string Items =
        """
        create table items (id int, shop int, category int, primary key (id, shop)) partition by list (shop);
        create table items_1 partition of items for values in (1);
        create table items_2 partition of items for values in (2) partition by range (id);
        create table items_2a partition of items_2 for values from (0) to (1000);
        alter table items replica identity full;
        alter table items_1 replica identity full;
        alter table items_2a replica identity full;
        insert into items values (1, 1, 7), (2, 1, 7), (3, 2, 7)
        """;

    [Fact]
    public async Task Partition_AtAnyDepth_IsFollowed()
    {
        var node = await FollowAsync(Items, ("items", "category"));

        await HearsAsync(node, "update items set category = 8 where id = 1", ["items:1"]);
        await HearsAsync(node, "update items_1 set category = 9 where id = 2", ["category:7"]);
        await HearsAsync(node, "update items set category = 8 where id = 3", ["category:7"]);
        await HearsAsync(node, "update items_2a set category = 9 where id = 3", ["category:8"]);
        await HearsAsync(node, "insert into items_2 values (4, 2, 10)", ["category:10"]);
        await HearsAsync(node, "delete from items_2 where id = 4", ["category:10"]);
    }

    [Fact]
    public async Task Partition_Truncated_IsHeard()
    {
        var node = await FollowAsync(Items, ("items", "category"));

        await HearsAsync(node, "truncate items_1", ["items"]);
        await HearsAsync(node, "truncate items_2", ["items"]);
        await HearsAsync(node, "truncate items", ["items"]);
    }

    [Fact]
    public async Task Partition_RowMovesToAnother_IsHeard()
    {
        var node = await FollowAsync(Items, ("items", "category"));

        await HearsAsync(node, "update items set shop = 2, category = 8 where id = 1", ["category:7"]);
        await HearsAsync(node, "update items set category = 9 where id = 1", ["category:8"]);
    }

    [Fact]
    public async Task Partition_MadeLater_IsFollowed()
    {
        var node = await FollowAsync(Items, ("items", "category"));

        await HearsAsync(node, "create table items_3 partition of items for values in (3)", ["items"], isRow: false);
        await HearsAsync(node, "insert into items values (5, 3, 5)", ["category:5"]);
        await HearsAsync(node, "update items_3 set category = 6 where id = 5", ["category:5", "items"]);
        await HearsAsync(node, "truncate items_3", ["items"]);
        await HearsAsync(node, "drop table items_3", ["items"], isRow: false);
    }

    [Fact]
    public async Task Partition_DetachedChangedAndAttachedInOneTransaction_IsHeard()
    {
        var node = await FollowAsync(Items, ("items", "category"));

        await HearsAsync(
            node,
            "begin; alter table items detach partition items_1; update items_1 set category = 8; alter table items attach partition items_1 for values in (1); commit",
            ["items"],
            isRow: false);
        await HearsAsync(node, "update items set category = 9 where id = 1", ["category:8"]);
    }

    [Fact]
    public async Task Partition_TakesThePlaceOfAnother_IsHeard()
    {
        var node = await FollowAsync(Items, ("items", "category"));

        await HearsAsync(
            node,
            """
            create table fresh (like items_1 including all); alter table fresh replica identity full; insert into fresh values (1, 1, 20);
            begin; alter table items detach partition items_1; alter table items attach partition fresh for values in (1); commit
            """,
            ["items"],
            isRow: false);
        await HearsAsync(node, "update items set category = 21 where id = 1", ["category:20"]);
    }

    [Fact]
    public async Task Partition_MappedBesideItsRoot_BothAreTold()
    {
        var node = await FollowAsync(Items, ("items", "category"), ("items_1", null));

        await HearsAsync(node, "update items set category = 8 where id = 1", ["items:1"]);
        await HearsAsync(node, "update items set category = 9 where id = 1", ["items_1:1", "items_1"]);
        await HearsAsync(node, "update items_1 set category = 10 where id = 1", ["items:1"]);
        await HearsAsync(node, "update items_1 set category = 11 where id = 1", ["items_1:1"]);
        await HearsAsync(node, "truncate items", ["items_1"]);
    }

    [Fact]
    public async Task InheritingTable_IsFollowed()
    {
        var node = await FollowAsync(
            """
            create table parents (id int primary key, category int);
            create table children (more text) inherits (parents);
            alter table parents replica identity full;
            alter table children replica identity full;
            insert into children values (1, 7, 'x'), (2, 7, 'y')
            """,
            ("parents", "category"));

        await HearsAsync(node, "update children set category = 8 where id = 1", ["category:7"]);
        await HearsAsync(node, "update parents set category = 8 where id = 2", ["category:7"]);
        await HearsAsync(node, "insert into parents values (3, 9)", ["category:9"]);
        await HearsAsync(node, "truncate children", ["parents"]);
    }

    [Fact]
    public async Task InheritingTable_MadeLater_IsFollowed()
    {
        var node = await FollowAsync(
            "create table parents (id int primary key, category int); alter table parents replica identity full", ("parents", "category"));

        await HearsAsync(node, "create table children () inherits (parents); alter table children replica identity full", ["parents"], isRow: false);
        await HearsAsync(node, "insert into children values (1, 7)", ["category:7"]);
        await HearsAsync(node, "update children set category = 8", ["category:7"]);
    }

    [Fact]
    public async Task TemporaryTable_ThatInherits_ChangesNothing()
    {
        var node = await FollowAsync("create table parents (id int primary key, category int); alter table parents replica identity full", ("parents", "category"));
        var epoch = node.Cache.Core.View.Current.Epoch;
        await using var connection = await Database.OpenAsync(Cancellation);
        await using var make = new Npgsql.NpgsqlCommand("create temporary table mine () inherits (parents); insert into mine values (1, 1)", connection);
        await make.ExecuteNonQueryAsync(Cancellation);

        await HearsAsync(node, "insert into parents values (2, 7)", ["category:7"]);
        await HearsAsync(node, "insert into parents values (3, 7)", ["category:7"]);

        Assert.Equal(epoch, node.Cache.Core.View.Current.Epoch);
        Assert.Equal(0, Count(node, CannotRelay));
    }

    [Fact]
    public async Task Truncate_Cascades_IsHeard()
    {
        var node = await FollowAsync(
            "create table orders (id int primary key); create table lines (id int primary key, order_id int references orders); insert into orders values (1); insert into lines values (1, 1)",
            ("lines", null));

        await HearsAsync(node, "truncate orders cascade", ["lines"]);
    }

    [Fact]
    public async Task Delete_Cascades_IsHeard()
    {
        var node = await FollowAsync(
            "create table orders (id int primary key); create table lines (id int primary key, order_id int references orders on delete cascade); insert into orders values (1); insert into lines values (5, 1)",
            ("lines", null));

        await HearsAsync(node, "delete from orders", ["lines:5"]);
    }

    [Fact]
    public async Task Merge_Upsert_Copy_Savepoint_AreHeard()
    {
        var node = await FollowAsync(
            "create table stock (id int primary key, category int); alter table stock replica identity full; insert into stock values (1, 7), (2, 7)", ("stock", "category"));

        await HearsAsync(
            node,
            "merge into stock s using (values (1, 8), (3, 9)) n (id, category) on s.id = n.id when matched then update set category = n.category when not matched then insert values (n.id, n.category)",
            ["category:7"]);
        await HearsAsync(node, "merge into stock s using (values (3)) n (id) on s.id = n.id when matched then delete", ["category:9"]);
        await HearsAsync(node, "insert into stock values (2, 10) on conflict (id) do update set category = excluded.category", ["category:7"]);
        await HearsAsync(node, "begin; savepoint a; update stock set category = 11 where id = 2; rollback to a; savepoint b; update stock set category = 12 where id = 2; release b; commit", ["category:12"]);

        var calls = 0;
        async Task<int> ReadAsync() => await node.Cache.GetOrCreateAsync("copied", _ => ValueTask.FromResult(++calls), tags: ["stock:6"], cancellationToken: Cancellation);
        await Eventually.TrueAsync(async () => await ReadAsync() == await ReadAsync(), "the entry is kept");
        var before = await ReadAsync();
        await using var connection = await Database.OpenAsync(Cancellation);
        await using (var copy = await connection.BeginTextImportAsync("copy stock from stdin", Cancellation))
            await copy.WriteLineAsync("6\t14");
        await Eventually.TrueAsync(async () => await ReadAsync() > before, "what was copied in is heard");
    }

    [Fact]
    public async Task Rule_WritesToAMappedTable_IsHeard()
    {
        var node = await FollowAsync(
            """
            create table stock (id int primary key, category int);
            alter table stock replica identity full;
            insert into stock values (1, 7);
            create view shown as select * from stock where category > 0;
            create rule hide as on delete to shown do instead update stock set category = -category where id = old.id
            """,
            ("stock", "category"));

        await HearsAsync(node, "delete from shown where id = 1", ["category:7"]);
    }

    [Fact]
    public async Task Columns_OfEveryType_AreTold()
    {
        var node = await FollowAsync(
            """
            create type mood as enum ('calm', 'wild');
            create domain short as varchar(10) check (length(value) > 1);
            create table pets (id int generated always as identity primary key, mood mood, name short, tags text[], size int4range, home point);
            alter table pets replica identity full;
            alter table pets enable row level security;
            create policy nothing on pets using (false);
            insert into pets (mood, name, tags) values ('calm', 'Rex', '{a,"b c"}')
            """,
            ("pets", "mood"));

        await HearsAsync(node, "update pets set mood = 'wild' where id = 1", ["mood:calm"]);
        await HearsAsync(node, "alter type mood rename value 'wild' to 'mad'", ["pets"], isRow: false);
        await HearsAsync(node, "update pets set mood = 'calm' where id = 1", ["mood:mad"]);
        await HearsAsync(node, "alter table pets rename column name to called", ["pets"], isRow: false);
        await HearsAsync(node, "alter table pets drop column called", ["pets"], isRow: false);
        await HearsAsync(node, "update pets set mood = 'mad' where id = 1", ["mood:calm"]);
    }

    [Theory]
    [InlineData("create view cheap as select * from products", "public.cheap is a view")]
    [InlineData("create materialized view cheap as select * from products", "public.cheap is a view")]
    [InlineData("create foreign data wrapper nothing; create server away foreign data wrapper nothing; create foreign table cheap (id int) server away", "public.cheap is a foreign table")]
    [InlineData("create sequence cheap", "public.cheap is not a table")]
    public async Task WhatNoCommitTellsOf_IsRefusedWithItsRemedy(string make, string remedy) => await RefuseAsync(make, remedy, ("cheap", null));

    [Fact]
    public async Task ForeignPartition_IsRefusedWithItsRemedy() =>
        await RefuseAsync(
            """
            create foreign data wrapper nothing; create server away foreign data wrapper nothing;
            create table items (id int, shop int) partition by list (shop);
            create foreign table items_1 partition of items for values in (1) server away
            """,
            "public.items_1, a part of public.items, is a foreign table",
            ("items", null));
}
