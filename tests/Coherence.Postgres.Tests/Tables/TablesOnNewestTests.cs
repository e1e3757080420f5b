using AspireCache.TestSupport;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests.Tables;

/// <summary>What Postgres 17 and 18 brought, and what holds up a whole server: on one of its own.</summary>
public sealed class TablesOnNewestTests(TestServers servers, NewestPostgres newest) : TableTest(servers), IClassFixture<NewestPostgres>
{
    private const int SlotWaits = 4119;

    private const string Named =
        """
        create table named (id int primary key, name text, slug text generated always as (lower(name)) stored);
        alter table named replica identity full;
        insert into named values (1, 'Ann')
        """;

    private protected override Task<string> CreateDatabaseAsync() => newest.CreateDatabaseAsync(Cancellation);

    [Fact]
    public async Task GeneratedColumn_IsFollowed_AndTheTableWrittenTo()
    {
        var node = await FollowAsync(Named, ("named", "slug"));

        await HearsAsync(node, "update named set name = 'Bob'", ["slug:ann"]);
        await HearsAsync(node, "update named set name = 'Cid'", ["slug:bob"]);
    }

    [Fact]
    public async Task GeneratedColumn_AddedLater_TheTableIsStillWrittenTo()
    {
        var node = await StartAsync();

        await Database.ExecuteAsync(
            "alter table products add column title text generated always as (upper(category)) stored; update products set price = 101 where id = 4", Cancellation);

        await ShowsAsync(node, 4, "c1", 101);
    }

    [Fact]
    public async Task Publication_OfAnEarlierRelease_LetsWritersGoOn()
    {
        await Database.ExecuteAsync($"create publication coherence_{Domain} for table products", Cancellation);
        var node = await FollowAsync(Named, ("named", "slug"));

        await HearsAsync(node, "update named set name = 'Bob'", ["slug:ann"]);
    }

    [Fact]
    public async Task Publication_MadeByHandWithoutGeneratedColumns_IsRefusedWithItsRemedy()
    {
        await Database.ExecuteAsync(Named + "; create publication mine for table products", Cancellation);
        var node = await StartUnattachedAsync(options =>
        {
            options.Publication = "mine";
            Map(options, ("named", "slug"));
        });

        await LogsAsync(node, CannotRelay, "ALTER PUBLICATION \"mine\" SET (publish_generated_columns = stored);");
        await Database.ExecuteAsync("update named set name = 'Bob'", Cancellation);
    }

    [Fact]
    public async Task VirtualColumn_IsRefused_AndTheTableStillWrittenTo()
    {
        await RefuseAsync(
            "create table named (id int primary key, name text, slug text generated always as (lower(name)) virtual); alter table named replica identity full; insert into named values (1, 'Ann')",
            "make the column STORED",
            ("named", "name"));

        await Database.ExecuteAsync("update named set name = 'Bob'", Cancellation);
    }

    [Fact]
    public async Task VirtualColumn_AddedLater_TheTableIsStillWrittenTo()
    {
        var node = await StartAsync();

        await Database.ExecuteAsync("alter table products add column title text generated always as (upper(category))", Cancellation);

        await LogsAsync(node, CannotRelay, "make the column STORED");
        await Database.ExecuteAsync("update products set price = 101 where id = 4", Cancellation);
        await Database.ExecuteAsync("alter table products drop column title", Cancellation);
        await node.AttachedAsync(Cancellation);
    }

    [Fact]
    public async Task VirtualColumn_OnTheOutbox_IsNotTakenForNull()
    {
        await Database.ExecuteAsync(
            "create table named (id int primary key, name text, slug text generated always as (lower(name)) virtual); insert into named values (1, 'Ann')", Cancellation);
        var node = await StartAsync(options =>
        {
            options.Source = CommitSource.Outbox;
            Map(options, ("named", "slug"));
        });

        await HearsAsync(node, "update named set name = 'Bob'", ["named", "slug:ann"]);
    }

    [Theory]
    [InlineData(CommitSource.LogicalReplication)]
    [InlineData(CommitSource.Outbox)]
    public async Task PreparedTransaction_IsHeardWhenItCommits(CommitSource source)
    {
        var node = await StartAsync(options => options.Source = source);
        var id = $"p{Guid.NewGuid():N}";
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));
        await Database.ExecuteAsync($"begin; update products set price = 200 where id = 4; prepare transaction '{id}'", Cancellation);
        Assert.Equal(100, await node.PriceAsync(4, "c1", Cancellation));

        await Database.ExecuteAsync($"commit prepared '{id}'", Cancellation);

        await ShowsAsync(node, 4, "c1", 200);
    }

    [Fact]
    public async Task Slot_WaitsForAnOpenTransaction_WhichTheLogNames()
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { ApplicationName = "nightly report" }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var write = new NpgsqlCommand("select pg_current_xact_id()::text", connection))
            await write.ExecuteScalarAsync(Cancellation);

        var (one, two) = (await StartUnattachedAsync(), await StartUnattachedAsync());
        await Eventually.TrueAsync(() => ValueTask.FromResult(Count(one, SlotWaits) + Count(two, SlotWaits) == 1), "one node says what it waits for");
        var waiting = Count(one, SlotWaits) == 1 ? one : two;
        await LogsAsync(waiting, SlotWaits, $"process {connection.ProcessID} (nightly report");
        await LogsAsync(waiting, SlotWaits, $"pg_terminate_backend({connection.ProcessID})");
        await transaction.CommitAsync(Cancellation);

        await one.AttachedAsync(Cancellation);
        await two.AttachedAsync(Cancellation);
        Assert.All([one, two], node => Assert.Equal(0, Count(node, 4103) + Count(node, CannotRelay)));
    }

    [Fact]
    public async Task Slot_WaitsForAPreparedTransaction_WhichTheLogNames()
    {
        var id = $"p{Guid.NewGuid():N}";
        await Database.ExecuteAsync($"begin; update products set price = 200 where id = 4; prepare transaction '{id}'", Cancellation);

        var node = await StartUnattachedAsync();
        await LogsAsync(node, SlotWaits, $"ROLLBACK PREPARED '{id}'");
        await Database.ExecuteAsync($"rollback prepared '{id}'", Cancellation);

        await node.AttachedAsync(Cancellation);
    }

    [Fact]
    public async Task Slot_IsMadeForStandbysToo()
    {
        await StartAsync();

        Assert.True(await Database.QueryAsync<bool>($"select failover from pg_replication_slots where slot_name = 'coherence_{Domain}'", Cancellation));
    }
}
