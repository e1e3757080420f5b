namespace AspireCache.ServiceDefaults.Telemetry;

/// <summary>The names of what is collected, in one place.</summary>
public static class TelemetryNames
{
    /// <summary>Takes every meter and source of the application's own.</summary>
    public const string Wildcard = "AspireCache.*";

    internal static readonly string[] FrameworkMeters =
    [
        "Polly",
        "Microsoft.AspNetCore.Components",
        "Microsoft.AspNetCore.Components.Lifecycle",
        "Microsoft.AspNetCore.Components.Server.Circuits",
    ];

    internal static readonly string[] FrameworkSources =
    [
        "Microsoft.AspNetCore.Components",
        "Microsoft.AspNetCore.Components.Server.Circuits",
    ];
}
