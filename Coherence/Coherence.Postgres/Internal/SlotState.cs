namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>A replication slot as the server shows it.</summary>
/// <param name="IsRead">Whether somebody reads it.</param>
/// <param name="BytesBehind">How much of the log it holds back.</param>
/// <param name="Confirmed">The position that it has let go of.</param>
/// <param name="LogEnd">Where the log ends: nothing behind it has been told to anybody.</param>
internal readonly record struct SlotState(bool IsRead, long BytesBehind, ulong Confirmed, ulong LogEnd);
