using AspireCache.TestSupport;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>Faults of the replication slot, and of a database that is not set up for it.</summary>
public sealed class LogFaultTests(TestServers servers) : RelayFaultContract(servers)
{
    private const int Leading = 4100;
    private const int CannotRelay = 4102;
    private const int TablesLacking = 4125;

    private string Slot => $"coherence_{Domain}";

    [Fact]
    public async Task RelayLosesItsConnection_CommitsMeanwhile_AreNotLost()
    {
        var node = await StartAsync();
        await node.PriceAsync(4, "c1", Cancellation);

        for (var price = 201; price < 206; price++)
        {
            await Database.ExecuteAsync($"select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '{Slot}' and active", Cancellation);
            await Database.ExecuteAsync($"update products set price = {price} where id = 4", Cancellation);
            await ShowsAsync(node, 4, "c1", price);
        }
    }

    [Fact]
    public async Task SlotDropped_CommitsThatNobodyRead_AreMadeGoodByANewEpoch()
    {
        var node = await StartAsync();
        await node.PriceAsync(4, "c1", Cancellation);

        await DropSlotAsync();
        await Database.ExecuteAsync("update products set price = 500 where id = 4", Cancellation);

        await ShowsAsync(node, 4, "c1", 500);
        await node.AttachedAsync(Cancellation);
    }

    [Fact]
    public async Task NobodyRelays_StrictNode_ReadsTheSource()
    {
        var node = await StartAsync(detachedAfter: TimeSpan.FromMilliseconds(500));
        await node.PriceAsync(4, "c1", Cancellation);
        await using var thief = new LogicalReplicationConnection(Database.ConnectionString);
        await thief.Open(Cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var stealing = StealAsync(thief, stop.Token);
        await Eventually.TrueAsync(
            async () => await Database.QueryAsync<int>($"select active_pid from pg_replication_slots where slot_name = '{Slot}'", Cancellation) == thief.ProcessID,
            "somebody else reads the slot");
        await Eventually.TrueAsync(
            () => ValueTask.FromResult(node.Cache.Core.IsDetached(TimeProvider.System.GetTimestamp())), "the node notices that nobody relays");

        await Database.ExecuteAsync("update products set price = 600 where id = 4", Cancellation);
        Assert.Equal(600, await node.PriceAsync(4, "c1", Cancellation));
        await Database.ExecuteAsync("update products set price = 601 where id = 4", Cancellation);
        Assert.Equal(601, await node.PriceAsync(4, "c1", Cancellation));

        await stop.CancelAsync();
        await stealing;
        await thief.DisposeAsync();
        await node.AttachedAsync(Cancellation);
    }

    [Fact]
    public async Task ReplicaIdentity_NotFull_IsToldWithItsRemedy()
    {
        await Database.ExecuteAsync("alter table products replica identity default", Cancellation);
        var node = await StartUnattachedAsync();

        await LogsAsync(node, CannotRelay, "ALTER TABLE \"public\".\"products\" REPLICA IDENTITY FULL");

        await Database.ExecuteAsync("alter table products replica identity full", Cancellation);
        await LogsAsync(node, Leading, Slot);
        await node.AttachedAsync(Cancellation);
    }

    // A rolling release: the node passes over changes that nodes of the newer release count on.
    [Fact]
    public async Task Publication_HasTablesOfAnotherRelease_OthersGoFirst()
    {
        await Database.ExecuteAsync($"create table brands (id int primary key); create publication {Slot} for table products, brands", Cancellation);

        var node = await StartAsync();

        int[] told = [.. node.Logs.GetSnapshot().Select(entry => entry.Id.Id).Where(id => id is TablesLacking or Leading)];
        Assert.Equal([TablesLacking, Leading], told);
        await LogsAsync(node, TablesLacking, $"ALTER PUBLICATION \"{Slot}\" DROP TABLE brands;");
    }

    [Fact]
    public async Task NodeOfAReleaseThatMapsMore_BecomesTheRelay_AndFollowsIt()
    {
        await Database.ExecuteAsync("create table brands (id int primary key, name text); alter table brands replica identity full; insert into brands values (1, 'a')", Cancellation);
        var older = await StartAsync();
        var newer = await StartAsync(options => options.Map("brands", row => [$"brand:{row["id"]}"], ["brands"]));
        var calls = 0;
        async Task<int> ReadAsync() => await newer.Cache.GetOrCreateAsync("brand:1", _ => ValueTask.FromResult(++calls), tags: ["brand:1"], cancellationToken: Cancellation);
        await Eventually.TrueAsync(async () => newer.IsRelay && await ReadAsync() == await ReadAsync(), "the newer node leads, and its entry is kept");
        var before = await ReadAsync();

        await Database.ExecuteAsync("update brands set name = 'b'", Cancellation);

        await Eventually.TrueAsync(async () => await ReadAsync() > before, "the change is heard");
        Assert.True(older.IsRelay);
    }

    [Fact]
    public async Task Role_MayNotReplicate_IsToldWithItsRemedy()
    {
        var role = $"plain_{Guid.NewGuid():N}";
        await Database.ExecuteAsync($"create role {role} login password 'plain'", Cancellation);
        var node = await StartUnattachedAsync(options =>
            options.ConnectionString = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = role, Password = "plain" }.ConnectionString);

        await LogsAsync(node, CannotRelay, $"ALTER ROLE \"{role}\" REPLICATION");
    }

    [Fact]
    public async Task Slot_OfAnotherDatabase_IsToldWithTheRemedy()
    {
        await using var other = await ProductsDatabase.CreateAsync(Servers, Cancellation);
        await other.ExecuteAsync($"select pg_create_logical_replication_slot('s{Domain}', 'pgoutput')", Cancellation);

        var node = await StartUnattachedAsync(options => options.Slot = $"s{Domain}");

        await LogsAsync(node, CannotRelay, "belongs to the database");
    }

    private async Task DropSlotAsync()
    {
        // The relay may come back between the two.
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await Database.ExecuteAsync($"select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '{Slot}' and active", Cancellation);
                    await Database.ExecuteAsync($"select pg_drop_replication_slot('{Slot}')", Cancellation);
                    return true;
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse)
                {
                    return false;
                }
            },
            "the slot is dropped");
    }

    private async Task StealAsync(LogicalReplicationConnection thief, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Database.ExecuteAsync(
                    $"select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '{Slot}' and active and active_pid <> {thief.ProcessID}", Cancellation);
                await foreach (var _ in thief.StartReplication(
                    new PgOutputReplicationSlot(Slot), new PgOutputReplicationOptions(Slot, PgOutputProtocolVersion.V1), cancellationToken))
                {
                    // It reads, and tells nobody.
                }
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse)
            {
                // The relay was quicker.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
