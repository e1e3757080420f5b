namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>The oldest version that is followed.</summary>
public sealed class Postgres14() : PostgresOfVersion(14);
