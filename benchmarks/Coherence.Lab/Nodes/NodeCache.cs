using AspireCache.Coherence.Lab.Answers;
using AspireCache.Coherence.Lab.Peers;
using AspireCache.Coherence.Postgres;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>The cache of one process, of either engine, set up as its users would.</summary>
internal sealed class NodeCache : IAsyncDisposable
{
    public const string Domain = "lab";

    // Null where an application has started it and will stop it.
    private readonly ServiceProvider? _services;
    private readonly IHostedService[] _hosted = [];
    private readonly HybridCache? _hybrid;
    private readonly IFusionCache? _fusion;
    private readonly IOutputCacheStore? _answers;

    private readonly Invalidation _invalidation;

    private NodeCache(IServiceProvider services, NodeSettings settings)
    {
        _invalidation = settings.Invalidation;
        if (settings.Engine is Engine.Fusion)
            _fusion = services.GetRequiredService<IFusionCache>();
        else
            _hybrid = services.GetRequiredService<HybridCache>();
        // Coherence's tags are the same for data and answers.
        if (settings.Answers && settings.Engine is not Engine.Coherence)
            _answers = services.GetRequiredService<IOutputCacheStore>();
    }

    private NodeCache(ServiceProvider services, NodeSettings settings)
        : this((IServiceProvider)services, settings)
    {
        _services = services;
        _hosted = [.. services.GetServices<IHostedService>()];
    }

    /// <summary>That of an application, which starts and stops it.</summary>
    public static NodeCache Of(IServiceProvider services, NodeSettings settings) => new(services, settings);

    public static async Task<NodeCache> StartAsync(NodeSettings settings, TimeProvider time)
    {
        var services = new ServiceCollection();
        Register(services, settings, time);
        if (settings.Answers)
            AnswerSite.AddAnswers(services, settings.Engine, settings.Redis);
        var cache = new NodeCache(services.BuildServiceProvider(), settings);
        foreach (var service in cache._hosted)
            await service.StartAsync(CancellationToken.None);
        return cache;
    }

    /// <summary>All that the cache is made of.</summary>
    public static void Register(IServiceCollection services, NodeSettings settings, TimeProvider time)
    {
        services.AddLogging(logging => logging.AddFilter(static level => level >= LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true));
        services.AddSingleton(time);
        switch (settings.Engine)
        {
            case Engine.Coherence:
                AddCoherence(services, settings);
                break;
            case Engine.Microsoft:
                services.AddStackExchangeRedisCache(redis => redis.Configuration = settings.Redis);
                services.AddHybridCache(SetLifetime);
                break;
            default:
                services.AddFusion(settings.Redis);
                break;
        }
    }

    public async ValueTask<long> ReadAsync(int key, Func<CancellationToken, ValueTask<long>> load)
    {
        var name = Workload.NameOf(key);
        string[] tags = [name, Workload.TableOf(key)];
        return _fusion is not null
            ? await _fusion.GetOrSetAsync<long>(name, async (_, token) => await load(token), tags: tags)
            : await _hybrid!.GetOrCreateAsync(name, load, static (load, token) => load(token), tags: tags);
    }

    public async Task RemoveByTagAsync(string[] tags)
    {
        if (_answers is not null)
            foreach (var tag in tags)
                await _answers.EvictByTagAsync(tag, CancellationToken.None);
        else if (_fusion is not null)
            await _fusion.RemoveByTagAsync(tags);
        else
            await _hybrid!.RemoveByTagAsync(tags);
    }

    /// <summary>What a node calls that has changed something: removes keys, or the tags of the same names.</summary>
    /// <returns>Whether the engine says, or lets one believe, that it holds.</returns>
    public async Task<bool> InvalidateAsync(string[] names)
    {
        var byTag = _invalidation is Invalidation.Tags;
        if (_hybrid is CoherentHybridCache coherent)
            return await (byTag ? coherent.InvalidateByTagAsync(names) : coherent.InvalidateAsync(names)) is InvalidationOutcome.Applied;
        try
        {
            if (_fusion is not null)
                await FusionPeer.InvalidateAsync(_fusion, names, byTag);
            else if (byTag)
                await RemoveByTagAsync(names);
            else
                await _hybrid!.RemoveAsync(names);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or FusionCacheDistributedCacheException or FusionCacheBackplaneException)
        {
            return false;
        }
    }

    /// <summary>Watches for the commit of the connection's transaction; null where commits are not followed.</summary>
    public async Task<CommitWatch?> WatchAsync(NpgsqlConnection connection) =>
        _hybrid is CoherentHybridCache ? await CommitWatch.BeginAsync(_hybrid, connection) : null;

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _hosted)
            await service.StopAsync(CancellationToken.None);
        if (_services is not null)
            await _services.DisposeAsync();
    }

    private static void AddCoherence(IServiceCollection services, NodeSettings settings)
    {
        var hybrid = services.AddHybridCache(SetLifetime)
            .AddCoherence(coherence =>
            {
                coherence.Domain = Domain;
                coherence.ConnectionString = settings.Redis;
                coherence.Namespaces["menu"] = new NamespacePolicy { Mode = CoherenceMode.Available, Expiration = Workload.MenuLifetime, FailSafeMaxDuration = Workload.MenuLifetime + Workload.MenuWindow };
            });
        if (settings.Invalidation is not Invalidation.Commits)
            return;
        hybrid.AddPostgresInvalidation(postgres =>
        {
            postgres.Source = settings.Commits;
            postgres.ConnectionString = settings.Postgres;
            postgres.Map("items", static row => [$"item:{row["id"]}"], ["items"], keyOnly: true);
            postgres.Map("offers", static row => [$"offer:{row["id"]}"], ["offers"], keyOnly: true);
            postgres.Map("menus", static row => [$"menu:{row["id"]}"], ["menus"], keyOnly: true);
        });
    }

    private static void SetLifetime(HybridCacheOptions hybrid) => hybrid.DefaultEntryOptions = new() { Expiration = Workload.Lifetime };
}
