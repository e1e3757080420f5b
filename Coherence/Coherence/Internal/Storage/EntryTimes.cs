namespace AspireCache.Coherence.Internal.Storage;

/// <summary>The times of a value in this process, as timestamps.</summary>
internal readonly record struct EntryTimes(long LocalUntil, long RefreshAt, long FreshUntil, long StaleUntil);
