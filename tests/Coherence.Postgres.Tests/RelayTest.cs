using AspireCache.TestSupport;
using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>A database and a cache domain for one test, and nodes that share them.</summary>
public abstract class RelayTest(TestServers servers) : IAsyncLifetime
{
    private readonly List<CacheNode> _nodes = [];

    protected TestServers Servers => servers;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string Domain { get; } = $"t{Guid.NewGuid():N}";

    internal ProductsDatabase Database { get; private set; } = null!;

    /// <summary>Where the nodes' relay learns of commits.</summary>
    private protected virtual CommitSource Source => CommitSource.LogicalReplication;

    private protected virtual string Redis => $"127.0.0.1:{servers.Redis.Port}";

    public virtual async ValueTask InitializeAsync() => Database = await ProductsDatabase.CreateAsync(await CreateDatabaseAsync(), Cancellation);

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>An empty database for one test.</summary>
    private protected virtual Task<string> CreateDatabaseAsync() => servers.CreateDatabaseAsync(Cancellation);

    /// <summary>Starts a node, and waits until it serves from memory.</summary>
    private protected async Task<CacheNode> StartAsync(Action<PostgresInvalidationOptions>? configure = null, TimeSpan? detachedAfter = null)
    {
        var node = await StartUnattachedAsync(configure, detachedAfter);
        await node.AttachedAsync(Cancellation);
        return node;
    }

    private protected async Task<CacheNode> StartUnattachedAsync(Action<PostgresInvalidationOptions>? configure = null, TimeSpan? detachedAfter = null)
    {
        var node = await CacheNode.StartAsync(Database, Redis, Domain, Source, configure, detachedAfter, Cancellation);
        _nodes.Add(node);
        return node;
    }

    private protected static Task LogsAsync(CacheNode node, int id, string part) => Eventually.TrueAsync(
        () => ValueTask.FromResult(node.Logs.GetSnapshot().Any(entry => entry.Id.Id == id && entry.Message.Contains(part, StringComparison.Ordinal))),
        $"the log says '{part}': {string.Join("; ", node.Logs.GetSnapshot().Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message))}");

    private protected static Task ShowsAsync(CacheNode node, long id, string category, int price) =>
        Eventually.TrueAsync(async () => await node.PriceAsync(id, category, Cancellation) == price, $"product {id} costs {price}");
}
