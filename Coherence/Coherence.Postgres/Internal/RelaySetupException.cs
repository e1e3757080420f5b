namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>The database cannot drive the cache as it is set up; the message says what to do.</summary>
internal sealed class RelaySetupException(string message) : Exception(message);
