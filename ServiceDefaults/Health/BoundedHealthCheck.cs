using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace AspireCache.ServiceDefaults.Health;

/// <summary>
/// A check that answers in time even where the one inside hangs, blocks its thread or ignores cancellation. While it hangs
/// no second one is started: probes that keep asking must not pile up. It logs what changed, once.
/// </summary>
internal sealed class BoundedHealthCheck(
    Func<IServiceProvider, IHealthCheck> inner, IServiceScopeFactory scopes, TimeSpan timeout, TimeProvider time, ILogger logger) : IHealthCheck
{
    private readonly Lock _lock = new();
    private Task<HealthCheckResult>? _running;
    private HealthStatus? _lastStatus;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var result = await RunBoundedAsync(context, cancellationToken);
        HealthStatus? before;
        lock (_lock) (before, _lastStatus) = (_lastStatus, result.Status);
        if (before != result.Status) LogChange(context.Registration.Name, before, result);
        return result;
    }

    private void LogChange(string check, HealthStatus? before, HealthCheckResult result)
    {
        if (result.Status == HealthStatus.Healthy)
        {
            if (before is not null) Log.Recovered(logger, check);
            return;
        }

        // A service that starts waits for its servers: not worth a warning.
        Log.Changed(
            logger,
            before is null ? LogLevel.Information : LogLevel.Warning,
            check,
            result.Status,
            result.Description ?? result.Exception?.Message ?? "no reason given");
    }

    private async Task<HealthCheckResult> RunBoundedAsync(HealthCheckContext context, CancellationToken cancellationToken)
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
