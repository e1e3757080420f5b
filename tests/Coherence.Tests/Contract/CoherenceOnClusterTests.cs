namespace AspireCache.Coherence.Tests.Contract;

/// <summary>Nothing of the protocol needs two slots.</summary>
public sealed class CoherenceOnClusterTests(ClusterFixture server) : CoherenceContract(server), IClassFixture<ClusterFixture>;
