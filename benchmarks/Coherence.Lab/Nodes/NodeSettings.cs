namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>What a node is told when it is started.</summary>
internal sealed record NodeSettings(string Name, Engine Engine, string Redis, string Postgres, string Journal, TimeSpan Skew, int Readers);
