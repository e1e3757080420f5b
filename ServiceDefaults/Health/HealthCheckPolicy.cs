using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCache.ServiceDefaults.Health;

/// <summary>
/// What holds for every check, whoever registered it: it is bounded in time, and Redis, without which a service still
/// serves, can make it degraded but not unhealthy.
/// </summary>
internal sealed class HealthCheckPolicy(IServiceScopeFactory scopes, IOptions<HealthOptions> options, TimeProvider time, ILogger<HealthCheckPolicy> logger)
    : IPostConfigureOptions<HealthCheckServiceOptions>
{
    /// <summary>What the names of the Redis integration's checks begin with.</summary>
    private const string RedisCheck = "StackExchange.Redis";

    public void PostConfigure(string? name, HealthCheckServiceOptions healthChecks)
    {
        foreach (var registration in healthChecks.Registrations)
        {
            if (registration.Name.StartsWith(RedisCheck, StringComparison.Ordinal))
                registration.FailureStatus = HealthStatus.Degraded;

            var check = new BoundedHealthCheck(registration.Factory, scopes, options.Value.CheckTimeout, time, logger);
            registration.Factory = _ => check;
        }
    }
}
