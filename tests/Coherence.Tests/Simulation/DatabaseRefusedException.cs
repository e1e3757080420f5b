namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>The simulated database says no: there is no such slot, or somebody else reads it.</summary>
internal sealed class DatabaseRefusedException(string reason) : Exception(reason);
