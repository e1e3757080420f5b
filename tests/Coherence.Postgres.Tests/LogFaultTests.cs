using AspireCache.TestSupport;
using AspireCache.TestSupport.Faults;
using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using StackExchange.Redis;

namespace AspireCache.Coherence.Postgres.Tests;

public sealed class RelayFaultTests(TestServers servers) : RelayTest(servers)
{
    private const int Leading = 4100;
    private const int CannotRelay = 4102;

    private readonly TestServers _servers = servers;
    private FaultProxy _proxy = null!;

    private protected override string Redis => _proxy.Endpoint;

    private string Slot => $"coherence_{Domain}";

    public override async ValueTask InitializeAsync()
    {
        _proxy = FaultProxy.Start(_servers.Redis.Port);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        _proxy.Pass();
        await base.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task RelayStops_CommitsMeanwhile_AreRelayedByAnother()
    {
        var first = await StartAsync();
        var second = await StartAsync();
        Assert.True(first.IsRelay);
        Assert.False(second.IsRelay);
        await second.PriceAsync(4, "c1", Cancellation);

        await first.StopAsync();
        await Database.ExecuteAsync("update products set price = 200 where id = 4", Cancellation);

        await ShowsAsync(second, 4, "c1", 200);
        await Eventually.TrueAsync(() => ValueTask.FromResult(second.IsRelay), "the second node is the relay");
    }

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
    public async Task RedisUnreachable_CommitsMeanwhile_AreRelayedWhenItIsBack()
    {
        var node = await StartAsync();
        await node.PriceAsync(4, "c1", Cancellation);

        await _proxy.RefuseAsync();
        await Database.ExecuteAsync("update products set price = 300 where id = 4", Cancellation);
        _proxy.Pass();

        await ShowsAsync(node, 4, "c1", 300);
        await node.AttachedAsync(Cancellation);
    }

    [Fact]
    public async Task RedisEmptied_EverythingIsForgotten_AndRelayedOn()
    {
        var node = await StartAsync();
        await node.PriceAsync(4, "c1", Cancellation);
        await using (var redis = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions { EndPoints = { _proxy.Endpoint } }))
        {
            // All of this domain's keys, and nobody else's: tests share the server.
            foreach (var key in new[] { "clock", "log", "rounds" })
                await redis.GetDatabase().KeyDeleteAsync($"{{{Domain}}}:{key}");
        }

        await Database.ExecuteAsync("update products set price = 400 where id = 4", Cancellation);

        await ShowsAsync(node, 4, "c1", 400);
        await node.AttachedAsync(Cancellation);
        await Database.ExecuteAsync("update products set price = 401 where id = 4", Cancellation);
        await ShowsAsync(node, 4, "c1", 401);
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
    public async Task OnInvalidated_Throws_IsTriedAgain()
    {
        var failures = 3;
        var told = new TaskCompletionSource();
        var node = await StartAsync(options => options.OnInvalidated = (tags, _) =>
        {
            if (!tags.Contains("product:4"))
                return default;
            if (failures-- > 0)
                throw new IOException("The store is away.");
            told.TrySetResult();
            return default;
        });

        await Database.ExecuteAsync("update products set price = 700 where id = 4", Cancellation);

        await told.Task.WaitAsync(Cancellation);
        await ShowsAsync(node, 4, "c1", 700);
        Assert.True(failures < 0);
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
    public async Task Table_DoesNotExistYet_IsWaitedFor()
    {
        var node = await StartUnattachedAsync(options => options.Map("later", _ => ["later"], ["later"], keyOnly: true));
        await LogsAsync(node, CannotRelay, "public.later does not exist");

        await Database.ExecuteAsync("create table later (id bigint primary key)", Cancellation);

        await node.AttachedAsync(Cancellation);
    }

    [Fact]
    public async Task Map_GrowsInALaterRelease_StartsWithANewEpoch()
    {
        await Database.ExecuteAsync("create table later (id bigint primary key)", Cancellation);
        var first = await StartAsync();
        var epoch = first.Cache.Core.View.Current.Epoch;
        await first.StopAsync();

        var second = await StartAsync(options => options.Map("later", _ => ["later"], ["later"], keyOnly: true));

        Assert.True(second.Cache.Core.View.Current.Epoch > epoch);
    }

    private static Task LogsAsync(CacheNode node, int id, string part) => Eventually.TrueAsync(
        () => ValueTask.FromResult(node.Logs.GetSnapshot().Any(entry => entry.Id.Id == id && entry.Message.Contains(part, StringComparison.Ordinal))),
        $"the log says '{part}': {string.Join("; ", node.Logs.GetSnapshot().Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message))}");

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
