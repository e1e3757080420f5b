using AspireCache.TestSupport;
using AspireCache.TestSupport.Faults;
using StackExchange.Redis;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>What faults may not do, wherever the relay learns of commits.</summary>
public abstract class RelayFaultContract(TestServers servers) : RelayTest(servers)
{
    private const int CannotRelay = 4102;

    private readonly TestServers _servers = servers;
    private FaultProxy _proxy = null!;

    private protected override string Redis => _proxy.Endpoint;

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
        GC.SuppressFinalize(this);
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
}
