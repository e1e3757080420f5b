namespace Aspire.StackExchange.Redis;

/// <summary>What section <c>Aspire:StackExchange:Redis[:name]</c> may say, beside <c>ConfigurationOptions</c>.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>The connection string; <c>ConnectionStrings:name</c> wins over it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves the health check out. Default: false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves the traces out. Default: false.</summary>
    public bool DisableTracing { get; set; }
}
