using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>What is stored beside a payload. <see cref="Fill"/> is the epoch and tick taken before the value was read; times are Unix milliseconds.</summary>
internal readonly record struct EntryHeader(DomainClock Fill, long Created, long FreshUntil, long StaleUntil, EntryFlags Flags, int PayloadLength);
