using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Catalog.Api.Database;

/// <summary>Unhealthy until the schema is up to date.</summary>
internal sealed class DatabaseReadinessCheck(DatabaseReadiness readiness) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(readiness.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(readiness.Reason));
}
