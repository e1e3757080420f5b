using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>What is stored beside a payload. <see cref="Fill"/> is the epoch and tick taken before the value was read; times are Unix milliseconds.</summary>
internal readonly record struct EntryHeader(DomainClock Fill, long Created, long FreshUntil, long StaleUntil, EntryFlags Flags, int PayloadLength)
{
    /// <summary>How long Redis keeps the entry.</summary>
    public TimeSpan Lifetime => TimeSpan.FromMilliseconds(StaleUntil - Created);
}

/// <summary>What is special about a stored payload; see <see cref="EntryFormat"/>.</summary>
[Flags]
internal enum EntryFlags : byte
{
    None = 0,
    Null = 1,
    Compressed = 2,
    Known = Null | Compressed,
}
