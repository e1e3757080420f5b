namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>The one before the newest.</summary>
public sealed class Postgres17() : PostgresOfVersion(17);
