namespace AspireCache.EmbeddedServers.Redis;

/// <summary>How an <see cref="EmbeddedRedis"/> runs.</summary>
public sealed class EmbeddedRedisOptions
{
    /// <summary>The loopback port; null (the default) takes a free one.</summary>
    public int? Port { get; init; }

    /// <summary>What clients must send; null (the default) asks for none.</summary>
    public string? Password { get; init; }

    /// <summary>Memory for entries, a power of two with its unit; default <c>256m</c>. What does not fit is evicted.</summary>
    public string Memory { get; init; } = "256m";
}
