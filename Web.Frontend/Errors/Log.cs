namespace Web.Frontend.Errors;

/// <summary>Event ids 3000 to 3099.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Warning, "The catalogue did not serve {Path} (trace {TraceId}): {Reason} ({Cause})")]
    public static partial void CatalogRefused(this ILogger logger, string path, string? traceId, string reason, string? cause);
}
