namespace AspireCache.Coherence.Benchmarks.Outage;

/// <summary>How Redis goes away.</summary>
internal enum OutageKind
{
    /// <summary>It stops answering, with its connections open, and goes on later (SIGSTOP, SIGCONT).</summary>
    Hangs,

    /// <summary>Its process is killed, and another one starts later, empty, at the same address.</summary>
    Dies,
}
