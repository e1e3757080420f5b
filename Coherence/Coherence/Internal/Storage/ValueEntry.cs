namespace AspireCache.Coherence.Internal.Storage;

/// <summary>A value that callers may share: immutable, or null.</summary>
internal sealed class ValueEntry<T>(T value, EntryStamp stamp, EntryTimes times, int size) : LocalEntry(stamp, times, size)
{
    public T Value { get; } = value;
}
