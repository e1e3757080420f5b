using AspireCache.TestSupport;

namespace AspireCache.Coherence.Postgres.Tests.Tables;

/// <summary>What the log does not carry, and what a publication does to writers.</summary>
public sealed class TablesOnLogTests(TestServers servers) : TableContract(servers)
{
    private const string Items =
        """
        create table items (id int, shop int, category int, primary key (id, shop)) partition by list (shop);
        create table items_1 partition of items for values in (1);
        alter table items replica identity full;
        insert into items values (1, 1, 7)
        """;

    [Fact]
    public async Task Partition_WithoutOldRows_CountsAsTheWholeTable_AndIsTold()
    {
        var node = await FollowAsync(Items, ("items", "category"));

        await HearsAsync(node, "update items set category = 8 where id = 1", ["items", "category:7"]);
        await HearsAsync(node, "delete from items_1", ["items", "category:8"]);
        await HearsAsync(node, "insert into items values (2, 1, 9)", ["category:9"]);

        await LogsAsync(node, OldRowsMissing, "ALTER TABLE \"public\".\"items_1\" REPLICA IDENTITY FULL;");
        Assert.Equal(1, Count(node, OldRowsMissing));
        await HearsAsync(node, "alter table items_1 replica identity full", ["items"], isRow: false);
        await HearsAsync(node, "update items set category = 10 where id = 2", ["category:9"]);
    }

    [Fact]
    public async Task Partition_MappedWithoutItsRoot_IsFollowed()
    {
        var node = await FollowAsync(Items, ("items_1", null));

        await HearsAsync(node, "update items set category = 8 where id = 1", ["items_1:1"]);
        await HearsAsync(node, "truncate items", ["items_1"]);
    }

    [Fact]
    public async Task PartitionedTable_WithoutOldRows_IsRefusedWithTheRemedyForEachPart()
    {
        var node = await RefuseAsync(Items + "; alter table items replica identity default", "ALTER TABLE \"public\".\"items\" REPLICA IDENTITY FULL;", ("items", "category"));

        await LogsAsync(node, CannotRelay, "ALTER TABLE \"public\".\"items_1\" REPLICA IDENTITY FULL;");
    }

    [Fact]
    public async Task UnloggedTable_IsRefusedWithItsRemedy() =>
        await RefuseAsync("create unlogged table quick (id int primary key)", "ALTER TABLE \"public\".\"quick\" SET LOGGED;", ("quick", null));

    [Fact]
    public async Task UnloggedPartition_IsRefusedWithItsRemedy() =>
        await RefuseAsync(Items + "; create unlogged table items_2 partition of items for values in (2)", "ALTER TABLE \"public\".\"items_2\" SET LOGGED;", ("items", "category"));

    [Fact]
    public async Task TableWithoutAKey_IsRefused_AndIsStillWrittenTo()
    {
        await RefuseAsync("create table loose (id int); insert into loose values (1)", "ALTER TABLE \"public\".\"loose\" REPLICA IDENTITY FULL;", ("loose", null));

        await Database.ExecuteAsync("update loose set id = 2", Cancellation);
    }

    [Fact]
    public async Task PartitionedTableWithoutAKey_IsRefused_SinceItsNextPartitionCouldNotBeWrittenTo() =>
        await RefuseAsync(
            "create table items (id int, shop int) partition by list (shop); alter table items replica identity full", "ALTER TABLE \"public\".\"items\" ADD PRIMARY KEY", ("items", "shop"));

    [Fact]
    public async Task Key_DroppedLater_TheTableIsStillWrittenTo_AndRefused()
    {
        var node = await FollowAsync("create table keyed (id int primary key); insert into keyed values (1)", ("keyed", null));

        await Database.ExecuteAsync("alter table keyed drop constraint keyed_pkey", Cancellation);

        await LogsAsync(node, CannotRelay, "Postgres would refuse updates of public.keyed");
        await Database.ExecuteAsync("update keyed set id = 2", Cancellation);
        await Database.ExecuteAsync("alter table keyed add primary key (id)", Cancellation);
        await Eventually.TrueAsync(() => ValueTask.FromResult(Count(node, Leading) == 2), "the node relays again");
        await HearsAsync(node, "delete from keyed where id = 2", ["keyed:2"]);
    }

    [Fact]
    public async Task IdentityOfAnotherIndex_IsRefused_WhereTagsAreMadeOfThePrimaryKey() =>
        await RefuseAsync(
            "create table keyed (id int primary key, sku text unique not null); alter table keyed replica identity using index keyed_sku_key",
            "ALTER TABLE \"public\".\"keyed\" REPLICA IDENTITY FULL;",
            ("keyed", null));

    [Fact]
    public async Task ColumnListElsewhere_IsRefused_BeforeTheRemedyBreaksWrites() =>
        await RefuseAsync(
            "create table listed (id int primary key, category int, more text); create publication listing for table listed (id, category)",
            "since the publication listing leaves out columns",
            ("listed", "category"));

    [Fact]
    public async Task ColumnList_OfKeys_IsFollowed()
    {
        await Database.ExecuteAsync(
            "create table listed (id int primary key, category int); create publication listing for table listed (id), products; insert into listed values (1, 7)", Cancellation);
        var node = await StartAsync(options => Map(With(options, "listing"), ("listed", null)));

        await HearsAsync(node, "update listed set category = 8", ["listed:1"]);
    }

    [Fact]
    public async Task Publication_OfAllTables_IsFollowed()
    {
        await Database.ExecuteAsync(Items + "; alter table items_1 replica identity full; create publication everything for all tables", Cancellation);
        var node = await StartAsync(options => Map(With(options, "everything"), ("items", "category")));

        await HearsAsync(node, "update items set category = 8 where id = 1", ["category:7"]);
        await HearsAsync(node, "truncate items_1", ["items"]);
    }

    [Fact]
    public async Task Publication_OfASchema_IsFollowed_AndItsLossIsHeard()
    {
        await Database.ExecuteAsync(Items + "; alter table items_1 replica identity full; create publication everything for tables in schema public", Cancellation);
        var node = await StartAsync(options => Map(With(options, "everything"), ("items", "category")));
        await HearsAsync(node, "update items set category = 8 where id = 1", ["category:7"]);

        await HearsAsync(node, "alter publication everything drop tables in schema public; update items set category = 9 where id = 1", ["category:8"], isRow: false);
        await HearsAsync(node, "update items set category = 10 where id = 1", ["category:9"]);
    }

    [Fact]
    public async Task Publication_MadeByHand_IsFollowed()
    {
        await Database.ExecuteAsync(Items + "; alter table items_1 replica identity full; create publication mine for table items, products", Cancellation);
        var node = await StartAsync(options => Map(With(options, "mine"), ("items", "category")));

        await HearsAsync(node, "update items set category = 8 where id = 1", ["category:7"]);
        await HearsAsync(node, "create table items_2 partition of items for values in (2); alter table items_2 replica identity full", ["items"], isRow: false);
        await HearsAsync(node, "insert into items values (2, 2, 9)", ["category:9"]);
    }

    [Fact]
    public async Task Publication_MadeByHandThatTellsRoots_IsRefusedWithItsRemedy()
    {
        await Database.ExecuteAsync(Items + "; create publication mine for all tables with (publish_via_partition_root = true)", Cancellation);
        var node = await StartUnattachedAsync(options => Map(With(options, "mine"), ("items", "category")));

        await LogsAsync(node, CannotRelay, "ALTER PUBLICATION \"mine\" SET (publish_via_partition_root = false);");
        await Database.ExecuteAsync("alter publication mine set (publish_via_partition_root = false)", Cancellation);
        await node.AttachedAsync(Cancellation);
    }

    [Fact]
    public async Task Publication_OfAnEarlierRelease_IsPutRight()
    {
        await Database.ExecuteAsync(Items + $"; create publication coherence_{Domain} for table items, products with (publish_via_partition_root = true)", Cancellation);
        var node = await StartAsync(options => Map(options, ("items", "category")));

        await HearsAsync(node, "truncate items_1", ["items"]);
    }

    [Fact]
    public async Task Publication_DroppedByHand_IsMadeAgain()
    {
        var node = await StartAsync();
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));

        await Database.ExecuteAsync($"drop publication coherence_{Domain}; update products set price = 200 where id = 4", Cancellation);

        await ShowsAsync(node, 4, "c1", 200);
        await node.AttachedAsync(Cancellation);
        await Database.ExecuteAsync("update products set price = 201 where id = 4", Cancellation);
        await ShowsAsync(node, 4, "c1", 201);
    }

    [Fact]
    public async Task Publication_DroppedAndMadeAgainByHand_IsFollowed()
    {
        await Database.ExecuteAsync("create publication mine for table products", Cancellation);
        var first = await StartAsync(options => With(options, "mine"));
        await first.StopAsync();
        await Database.ExecuteAsync("drop publication mine; update products set price = 200 where id = 4", Cancellation);
        await Database.ExecuteAsync("create publication mine for table products", Cancellation);

        var second = await StartAsync(options => With(options, "mine"));

        await HearsAsync(second, "update products set price = 201 where id = 4", ["product:4"]);
    }

    [Fact]
    public async Task GeneratedColumn_WhoseTagTheLogDoesNotCarry_InvalidatesTheWholeTable_AndIsToldOnce()
    {
        Assert.SkipUnless(Servers.Postgres.MajorVersion < 18, "From Postgres 18 on the log carries it: see TablesOnNewestTests.");
        var node = await FollowAsync(
            """
            create table named (id int primary key, name text, slug text generated always as (lower(name)) stored);
            alter table named replica identity full;
            insert into named values (1, 'Ann')
            """,
            ("named", "slug"));

        await HearsAsync(node, "update named set name = 'Bob'", ["named", "slug:ann"]);
        await HearsAsync(node, "update named set name = 'Cid'", ["named", "slug:bob"]);

        Assert.Equal(1, Count(node, RowNotMapped));
    }

    private static PostgresInvalidationOptions With(PostgresInvalidationOptions options, string publication)
    {
        options.Publication = publication;
        return options;
    }
}
