namespace Aspire.Npgsql;

/// <summary>What section <c>Aspire:Npgsql[:name]</c> may say.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>The connection string; <c>ConnectionStrings:name</c> wins over it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves the health check out. Default: false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves the traces out. Default: false.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Leaves the metrics out. Default: false.</summary>
    public bool DisableMetrics { get; set; }
}
