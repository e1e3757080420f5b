namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>The newest version: what is no matter of older ones, or holds up others.</summary>
public sealed class NewestPostgres() : PostgresOfVersion(18);
