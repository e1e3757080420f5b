using AspireCache.Coherence.Tests.Contract;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.Tests.Races;

/// <summary>
/// The race that leaves old values in caches: a factory reads a row; the row is changed and the entry invalidated; the factory
/// ends, and what it read is stored over the invalidation.
/// </summary>
public abstract class StaleFillContract(ServerFixture server) : IAsyncLifetime
{
    private const string Key = "a:row";
    private const int Rereads = 20;
    private static readonly string[] Tags = ["row", "rows"];

    private Fleet _fleet = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string Domain { get; } = $"r{Guid.NewGuid():N}";

    public ValueTask InitializeAsync()
    {
        _fleet = new Fleet(services => Register(services, server.Endpoint));
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract IHybridCacheBuilder Register(IServiceCollection services, string endpoint);

    /// <summary>Runs the race, then reads on every node.</summary>
    /// <param name="kind">How the change is told: key, keys, tag, everything, set.</param>
    /// <param name="nodes">How many nodes there are: the first fills, the last changes the row. Their clocks are five seconds apart.</param>
    /// <returns>What each node serves once it has heard, or for ever.</returns>
    protected async Task<int[]> RaceAsync(string kind, int nodes)
    {
        var caches = new HybridCache[nodes];
        for (var i = 0; i < nodes; i++)
            caches[i] = await _fleet.AddAsync(TimeSpan.FromSeconds(5 * (i - (nodes / 2))));
        var row = 1;
        var (hasRead, release) = (new TaskCompletionSource(), new TaskCompletionSource());

        var filling = caches[0].GetOrCreateAsync(
            Key,
            async cancellation =>
            {
                var read = Volatile.Read(ref row);
                hasRead.TrySetResult();
                await release.Task.WaitAsync(cancellation);
                return new Row(read);
            },
            tags: Tags, cancellationToken: Cancellation).AsTask();
        await hasRead.Task;
        Volatile.Write(ref row, 2);
        await TellAsync(caches[^1], kind);
        release.SetResult();
        Assert.InRange((await filling).Version, 1, 2);

        var served = new int[nodes];
        for (var i = 0; i < nodes; i++)
            served[i] = await SettleAsync(caches[i], () => Volatile.Read(ref row), isTeller: i == nodes - 1);
        return served;
    }

    /// <summary>What a node serves, read often: the node that told of the change at once, the others when they have heard.</summary>
    protected abstract ValueTask<int> SettleAsync(HybridCache cache, Func<int> row, bool isTeller);

    protected static async ValueTask<int> ReadAsync(HybridCache cache, Func<int> row) =>
        (await cache.GetOrCreateAsync(Key, _ => new ValueTask<Row>(new Row(row())), tags: Tags, cancellationToken: Cancellation)).Version;

    /// <summary>Reads again and again; the oldest.</summary>
    protected static async ValueTask<int> ReadOftenAsync(HybridCache cache, Func<int> row)
    {
        var oldest = int.MaxValue;
        for (var i = 0; i < Rereads; i++)
            oldest = Math.Min(oldest, await ReadAsync(cache, row));
        return oldest;
    }

    private static ValueTask TellAsync(HybridCache cache, string kind) => kind switch
    {
        "key" => cache.RemoveAsync(Key, Cancellation),
        "keys" => cache.RemoveAsync(["a:other", Key], Cancellation),
        "tag" => cache.RemoveByTagAsync("row", Cancellation),
        "everything" => cache.RemoveByTagAsync("*", Cancellation),
        _ => cache.SetAsync(Key, new Row(2), tags: Tags, cancellationToken: Cancellation),
    };

    internal sealed record Row(int Version);
}
