namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>
/// A transaction in the simulated write-ahead log: where its commit begins and ends, what its rows are mapped to, and the message that it
/// carries, if any.
/// </summary>
internal sealed record LogRecord(uint Xid, ulong Begin, ulong Position, (int Key, int Version)[] Changes, string[] Tags, string? Message);
