using Aspire.StackExchange.Redis;
using AspireCache.ServiceDefaults.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Microsoft.Extensions.Hosting;

/// <summary>How services connect to Redis.</summary>
public static class RedisConnectionExtensions
{
    /// <summary>
    /// Registers the connection, its health check and its settings through Aspire's integration, with defaults for a Redis that can be lost:
    /// the client never gives up connecting, and queues nothing for a server that is not there.
    /// </summary>
    /// <exception cref="OptionsValidationException">At the start, when no connection string was found.</exception>
    public static AspireRedisClientBuilder AddRedisConnection(this IHostApplicationBuilder builder, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        builder.Services.AddOptions<ConfigurationOptions>().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ConfigurationOptions>>(new RedisConnectionCheck(connectionName));
        return builder.AddRedisClientBuilder(connectionName, configureOptions: UseClientDefaults);
    }

    private static void UseClientDefaults(ConfigurationOptions options)
    {
        // Providers for the clouds keep what they know of their servers.
        if (DefaultOptionsProvider.GetProvider(options.EndPoints).GetType() == typeof(DefaultOptionsProvider))
            options.Defaults = new RedisClientDefaults();
        options.BacklogPolicy = BacklogPolicy.FailFast;
    }
}
