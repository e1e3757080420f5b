using System.Diagnostics.Metrics;
using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireCache.Coherence.Internal;

/// <summary>Puts a cache together from what is registered.</summary>
internal static class CacheFactory
{
    public static CoherentHybridCache Create(IServiceProvider services, string optionsName)
    {
        var options = services.GetRequiredService<IOptionsMonitor<CoherenceOptions>>().Get(optionsName);
        var hybrid = services.GetRequiredService<IOptionsMonitor<HybridCacheOptions>>().Get(optionsName);
        if (hybrid.DistributedCacheServiceKey is { } ignored)
            throw new InvalidOperationException(
                $"{nameof(HybridCacheOptions)}.{nameof(hybrid.DistributedCacheServiceKey)} is {ignored}, and Coherence uses no IDistributedCache: it needs Redis itself. Leave it out, and name the server in {nameof(CoherenceOptions)}.{nameof(options.ConnectionString)}.");
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var logger = new QuietLogger(
            services.GetService<ILoggerFactory>()?.CreateLogger<CoherentHybridCache>() ?? NullLogger<CoherentHybridCache>.Instance, time);
        var connection = Connect(services, options, logger);
        var metrics = new CoherenceMetrics(services.GetService<IMeterFactory>(), options.Domain);
        var circuit = new RedisCircuit(
            options.CircuitBreakerDuration,
            time,
            e => logger.RedisAway(connection.Address, RedisFailure.ReasonOf(e, connection.IsConnected), options.CircuitBreakerDuration),
            () => logger.RedisBack(connection.Address));
        var guard = new GuardedDomain(new RedisDomain(connection, options), options, circuit, time, metrics);
        IEntryRequests entries = guard;
        var policies = new PolicyTable(options, hybrid);
        if (TagHiding.For(options, policies) is { } hiding)
        {
            var provider = services.GetService<IDataProtectionProvider>() ?? throw new InvalidOperationException(
                "Coherence has a sensitive namespace and no Data Protection: call services.AddDataProtection() with a key ring that all nodes share.");
            var seal = new EntrySeal(provider, options.Domain, new ProtectionKeys(services.GetService<IKeyManager>(), time));
            entries = new SealedEntries(guard, new KeyRules(hybrid.MaximumKeyLength, hiding, logger), policies, seal, metrics, logger);
        }

        var core = new CacheCore(guard, entries, options, hybrid, new Serializers(services), Runtime.For(time), metrics, logger);
        core.Link.ReadLimit = () => guard.ReadLimit;
        return new CoherentHybridCache(core, new CacheLifetime(core, guard, connection, options));
    }

    private static RedisConnection Connect(IServiceProvider services, CoherenceOptions options, ILogger logger)
    {
        if (options.Configuration is { } configuration)
            return new RedisConnection(configuration, logger);
        if (options.ConnectionString is { } text)
            return new RedisConnection(ConfigurationOptions.Parse(text), logger);
        var shared = services.GetService<IConnectionMultiplexer>() ?? throw new InvalidOperationException(
            $"Coherence has no Redis: set {nameof(CoherenceOptions)}.{nameof(options.ConnectionString)} or {nameof(options.Configuration)}, or register an {nameof(IConnectionMultiplexer)}.");
        return new RedisConnection(() => Task.FromResult(shared), logger);
    }
}
