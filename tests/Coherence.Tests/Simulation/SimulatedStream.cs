using AspireCache.Coherence.Postgres.Internal;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>A replication connection: what the server has sent is on its way even when the server has ended it.</summary>
internal sealed class SimulatedStream(string source, int next)
{
    public string Source => source;

    /// <summary>What the server sends next, counted from the beginning of its log.</summary>
    public int Next { get; set; } = next;

    public Queue<LogRecord> Sent { get; } = new();

    /// <summary>The end of a transaction that has been read in part.</summary>
    public LogItem? Rest { get; set; }

    /// <summary>The server has ended it; the reader notices when it has read what was sent.</summary>
    public bool IsCut { get; set; }

    /// <summary>What the reader lets go of, with its next status message.</summary>
    public ulong Status { get; set; }

    // Continues inside SetException: the simulation is the only thread.
    public TaskCompletionSource Ended { get; } = new();
}
