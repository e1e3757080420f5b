namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>Two before the newest.</summary>
public sealed class Postgres16() : PostgresOfVersion(16);
