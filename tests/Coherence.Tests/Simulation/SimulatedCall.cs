namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>
/// A request on its way: sent, then executed, then answered, each when the simulation says so. It may be given up by its
/// sender, or lose its answer, and still be executed.
/// </summary>
internal abstract class SimulatedCall
{
    public required int Node { get; init; }

    /// <summary>Whether it goes to the database instead of Redis.</summary>
    public bool IsForDatabase { get; init; }

    /// <summary>Its sender is dead: it may be executed, and nobody hears the answer.</summary>
    public bool IsOrphan { get; set; }

    /// <summary>Its connection has broken, which its sender has not noticed yet.</summary>
    public bool IsBroken { get; set; }

    public bool IsExecuted { get; protected set; }

    public abstract bool IsOver { get; }

    /// <summary>Executes it, or hands its answer over. True when nothing is left to do.</summary>
    public abstract bool Step();

    /// <summary>Its sender gets an error.</summary>
    public abstract void Fail();
}
