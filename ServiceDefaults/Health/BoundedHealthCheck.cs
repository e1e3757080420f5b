using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AspireCache.ServiceDefaults.Health;

/// <summary>
/// A check that answers in time even where the one inside hangs, blocks its thread or ignores cancellation. While it hangs
/// no second one is started: probes that keep asking must not pile up.
/// </summary>
internal sealed class BoundedHealthCheck(
    Func<IServiceProvider, IHealthCheck> inner, IServiceScopeFactory scopes, TimeSpan timeout, TimeProvider time) : IHealthCheck
{
    private readonly Lock _lock = new();
    private Task<HealthCheckResult>? _running;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Task<HealthCheckResult> running;
        lock (_lock)
        {
            if (_running is null or { IsCompleted: true })
                _running = Task.Run(() => RunAsync(context), CancellationToken.None);
            running = _running;
        }

        try
        {
            return await running.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"No answer within {timeout.TotalSeconds:0.###} s");
        }
    }

    private async Task<HealthCheckResult> RunAsync(HealthCheckContext context)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        try
        {
            // A scope of its own: this run may outlive the probe that started it.
            await using var scope = scopes.CreateAsyncScope();
            return await inner(scope.ServiceProvider).CheckHealthAsync(context, limit.Token);
        }
        catch (Exception exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception: exception);
        }
    }
}
