namespace AspireCache.Coherence.Internal.Storage;

/// <summary>A value that callers may share: immutable, or null.</summary>
internal sealed class ValueEntry<T>(T value, EntryStamp stamp, EntryTimes times, int length) : LocalEntry(stamp, times)
{
    private readonly int _length = length;

    public T Value { get; } = value;

    // Of another type than string the serialized length is the best that is known.
    protected override int ValueBytes => Value is string text ? MemorySize.OfString(text.Length) : MemorySize.OfBytes(_length);
}
