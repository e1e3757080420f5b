namespace AspireCache.Coherence.Internal.Storage;

/// <summary>What is special about a stored payload; see <see cref="EntryFormat"/>.</summary>
[Flags]
internal enum EntryFlags : byte
{
    None = 0,
    Null = 1,
    Compressed = 2,
    Known = Null | Compressed,
}
