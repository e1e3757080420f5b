namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>Mapped tables are not what they were when the relay began: it starts again, and the cache from empty.</summary>
internal sealed class SchemaChangedException() : Exception("Mapped tables were altered.");
