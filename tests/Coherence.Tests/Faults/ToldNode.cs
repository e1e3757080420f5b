using AspireCache.Coherence.Tests.Contract;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace AspireCache.Coherence.Tests.Faults;

/// <summary>A node whose warnings can be read.</summary>
internal sealed class ToldNode(HybridCache cache, FakeLogCollector log)
{
    public HybridCache Cache => cache;

    public string[] Warnings => [.. log.GetSnapshot().Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message)];

    public string[] WarningsOf(string word) => [.. Warnings.Where(line => line.Contains(word, StringComparison.Ordinal))];

    public string[] Lines => [.. log.GetSnapshot().Select(line => line.Message)];

    public static async Task<ToldNode> AddAsync(Fleet fleet, string connection, TimeSpan redisTimeout, Action<CoherenceOptions>? configure = null)
    {
        var services = await fleet.AddServicesAsync(configure: builder =>
        {
            builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFakeLogging());
            builder.Services.Configure<CoherenceOptions>(options => (options.ConnectionString, options.RedisTimeout) = (connection, redisTimeout));
            if (configure is not null)
                builder.Services.Configure(configure);
        });
        return new(services.GetRequiredService<HybridCache>(), services.GetFakeLogCollector());
    }
}
