using Microsoft.Extensions.Hosting;

namespace Aspire.StackExchange.Redis;

/// <summary>What <c>AddRedisClientBuilder</c> hands on to <c>WithDistributedCache</c> and <c>WithOutputCache</c>.</summary>
public sealed class AspireRedisClientBuilder(IHostApplicationBuilder hostBuilder, StackExchangeRedisSettings settings, string? serviceKey)
{
    /// <summary>The application being built.</summary>
    public IHostApplicationBuilder HostBuilder { get; } = hostBuilder;

    /// <summary>The settings read.</summary>
    public StackExchangeRedisSettings Settings { get; } = settings;

    /// <summary>The key of the connection among the services; null: none.</summary>
    public string? ServiceKey { get; } = serviceKey;
}
