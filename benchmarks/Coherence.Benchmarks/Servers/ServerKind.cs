namespace AspireCache.Coherence.Benchmarks.Servers;

/// <summary>Which server speaks Redis's protocol.</summary>
public enum ServerKind
{
    /// <summary>Microsoft Garnet, as the AppHost embeds it.</summary>
    Garnet,

    /// <summary>The machine's redis-server.</summary>
    Redis,
}
