using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCache.Coherence.Tests.Contract;

/// <summary>Nodes of one application: each has its own services, its own memory and its own connection.</summary>
internal sealed class Fleet(Func<IServiceCollection, IHybridCacheBuilder> register) : IAsyncDisposable
{
    private readonly List<ServiceProvider> _nodes = [];

    /// <summary>Adds a node.</summary>
    /// <param name="clock">What its wall clock differs by.</param>
    /// <param name="configure">What it registers besides.</param>
    public async Task<HybridCache> AddAsync(TimeSpan clock = default, Action<IHybridCacheBuilder>? configure = null) =>
        (await AddServicesAsync(clock, configure)).GetRequiredService<HybridCache>();

    /// <summary>As <see cref="AddAsync"/>, with all that the node has registered.</summary>
    public async Task<IServiceProvider> AddServicesAsync(TimeSpan clock = default, Action<IHybridCacheBuilder>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new OffsetTime(clock));
        var builder = register(services);
        configure?.Invoke(builder);
        var node = services.BuildServiceProvider();
        _nodes.Add(node);
        // As a host does.
        foreach (var service in node.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }
}
