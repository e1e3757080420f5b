using Microsoft.Extensions.Options;

namespace Catalog.Api.Security;

/// <summary>Says once, at start, that nobody can write.</summary>
internal sealed partial class WriteTokenReminder(IOptions<WriteTokenOptions> options, ILogger<WriteTokenReminder> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(options.Value.WriteToken))
            LogReadOnly(logger);

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1100, LogLevel.Warning, "No write token is configured (Catalog__WriteToken): the API is read-only")]
    private static partial void LogReadOnly(ILogger logger);
}
