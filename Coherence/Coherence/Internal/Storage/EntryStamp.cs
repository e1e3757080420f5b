using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>What a value's validity hangs on: the cells of its tags were taken before the tick was asked for.</summary>
internal readonly record struct EntryStamp(Generation Generation, long Tick, TagCell[] Cells);
