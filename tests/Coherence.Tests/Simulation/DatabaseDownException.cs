namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>The source has no answer.</summary>
internal sealed class DatabaseDownException : Exception;
