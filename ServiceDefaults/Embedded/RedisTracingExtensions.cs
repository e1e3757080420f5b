using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AspireCache.ServiceDefaults.Embedded;

internal static class RedisTracingExtensions
{
    public static void AddRedisTracing(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RedisTracing>();
        services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(RedisTracing.SourceName));
    }
}
