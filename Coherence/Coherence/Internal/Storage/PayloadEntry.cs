namespace AspireCache.Coherence.Internal.Storage;

/// <summary>A value that a caller could change: kept serialized, every caller gets a copy.</summary>
internal sealed class PayloadEntry(byte[] payload, EntryStamp stamp, EntryTimes times) : LocalEntry(stamp, times)
{
    public byte[] Payload { get; } = payload;

    protected override int ValueBytes => MemorySize.OfBytes(Payload.Length);
}
