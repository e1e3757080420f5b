namespace AspireCache.Coherence.Lab;

/// <summary>Whose cache the nodes run.</summary>
internal enum Engine
{
    /// <summary>Coherence, driven by the commits in Postgres's log. Writers write to the database and nothing else.</summary>
    Coherence,

    /// <summary>Microsoft's HybridCache. Writers remove tags after they have committed.</summary>
    Microsoft,

    /// <summary>FusionCache with a backplane on Redis. Writers remove tags after they have committed.</summary>
    Fusion,
}
