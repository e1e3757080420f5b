namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>A replication slot as the server shows it.</summary>
internal readonly record struct SlotState(bool IsRead, long BytesBehind, ulong Confirmed);
