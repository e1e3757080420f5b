using AspireCache.TestSupport.Faults;

namespace AspireCache.Coherence.Lab.Cluster;

/// <summary>A node with its ways to Redis and to Postgres, which can be cut.</summary>
internal sealed record LabNode(string Name, LabProcess Process, FaultProxy Redis, FaultProxy Postgres, string Journal);
