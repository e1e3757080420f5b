namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>Mapped tables are not what they were when the relay began: it begins anew, and so does the cache.</summary>
internal sealed class SchemaChangedException() : Exception("Mapped tables were altered.");
