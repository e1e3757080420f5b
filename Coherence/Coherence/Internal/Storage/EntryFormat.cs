using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// An entry as Redis holds it; numbers are little-endian.
/// <list type="table">
/// <item><term>0, 2 bytes</term><description>0x43 0x48</description></item>
/// <item><term>2, 1 byte</term><description>version: 1</description></item>
/// <item><term>3, 1 byte</term><description>flags: 1 the value is null, 2 the payload is compressed (Brotli)</description></item>
/// <item><term>4, 4 bytes</term><description>length of the whole entry</description></item>
/// <item><term>8, 8 bytes</term><description>XXH3 of everything after it, seeded with the XXH3 of the key in UTF-16</description></item>
/// <item><term>16, 8 bytes</term><description>epoch of the fill</description></item>
/// <item><term>24, 8 bytes</term><description>tick of the fill, taken before the value was read</description></item>
/// <item><term>32, 8 bytes</term><description>created; Unix milliseconds, as the next two</description></item>
/// <item><term>40, 8 bytes</term><description>fresh until</description></item>
/// <item><term>48, 8 bytes</term><description>may be served stale until</description></item>
/// <item><term>56, 4 bytes</term><description>length of the payload before compression</description></item>
/// <item><term>60, 4 bytes</term><description>length of the tags</description></item>
/// <item><term>64</term><description>tags, each: length (2 bytes), UTF-8</description></item>
/// <item><term>then</term><description>payload</description></item>
/// </list>
/// Whatever does not agree with that is no entry: the reader fills.
/// </summary>
internal static class EntryFormat
{
    private const ushort Magic = 0x4843;
    private const byte Version = 1;
    private const int ChecksumAt = 8;
    private const int ChecksumEnd = 16;
    private const int HeaderLength = 64;
    // Speed: Redis is near, and the caller waits.
    private const int BrotliQuality = 1;
    private const int BrotliWindow = 18;

    /// <summary>Leaves room for the header and writes the tags; the payload comes next.</summary>
    public static void Begin(PooledWriter writer, ReadOnlySpan<string> tags)
    {
        writer.Skip(HeaderLength);
        foreach (var tag in tags)
        {
            var span = writer.GetSpan(sizeof(ushort) + Encoding.UTF8.GetMaxByteCount(tag.Length));
            var length = Encoding.UTF8.GetBytes(tag, span[sizeof(ushort)..]);
            BinaryPrimitives.WriteUInt16LittleEndian(span, checked((ushort)length));
            writer.Advance(sizeof(ushort) + length);
        }

        writer.BeginPayload();
    }

    /// <summary>Compresses the payload if it is long and that helps, and writes the header. Returns the writer to send: this one or a new one.</summary>
    public static PooledWriter Finish(PooledWriter writer, string key, in EntryHeader header, int compressAbove)
    {
        var flags = header.Flags;
        var raw = writer.PayloadLength;
        if (raw > compressAbove)
        {
            var smaller = new PooledWriter(writer.PayloadStart + raw);
            writer.Written[..writer.PayloadStart].CopyTo(smaller.GetSpan(writer.PayloadStart));
            smaller.Advance(writer.PayloadStart);
            smaller.BeginPayload();
            if (BrotliEncoder.TryCompress(writer.Payload, smaller.GetSpan(raw)[..(raw - 1)], out var length, BrotliQuality, BrotliWindow))
            {
                smaller.Advance(length);
                writer.Dispose();
                writer = smaller;
                flags |= EntryFlags.Compressed;
            }
            else
            {
                smaller.Dispose();
            }
        }

        var entry = writer.Written;
        BinaryPrimitives.WriteUInt16LittleEndian(entry, Magic);
        entry[2] = Version;
        entry[3] = (byte)flags;
        BinaryPrimitives.WriteInt32LittleEndian(entry[4..], entry.Length);
        BinaryPrimitives.WriteInt64LittleEndian(entry[16..], header.Fill.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(entry[24..], header.Fill.Tick);
        BinaryPrimitives.WriteInt64LittleEndian(entry[32..], header.Created);
        BinaryPrimitives.WriteInt64LittleEndian(entry[40..], header.FreshUntil);
        BinaryPrimitives.WriteInt64LittleEndian(entry[48..], header.StaleUntil);
        BinaryPrimitives.WriteInt32LittleEndian(entry[56..], raw);
        BinaryPrimitives.WriteInt32LittleEndian(entry[60..], writer.PayloadStart - HeaderLength);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[ChecksumAt..], Checksum(entry, key));
        return writer;
    }

    /// <summary>Whether these bytes are meant as an entry; a sealed one has another beginning.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> entry) => entry.Length >= sizeof(ushort) && BinaryPrimitives.ReadUInt16LittleEndian(entry) == Magic;

    /// <summary>Reads the header; false when these bytes are not an intact entry of this key and version.</summary>
    public static bool TryRead(ReadOnlySpan<byte> entry, string key, out EntryHeader header)
    {
        header = default;
        if (entry.Length < HeaderLength
            || BinaryPrimitives.ReadUInt16LittleEndian(entry) != Magic
            || entry[2] != Version
            || BinaryPrimitives.ReadInt32LittleEndian(entry[4..]) != entry.Length
            || BinaryPrimitives.ReadUInt64LittleEndian(entry[ChecksumAt..]) != Checksum(entry, key))
            return false;
        var flags = (EntryFlags)entry[3];
        var raw = BinaryPrimitives.ReadInt32LittleEndian(entry[56..]);
        var tagsLength = TagsLength(entry);
        if ((flags & ~EntryFlags.Known) != 0 || raw < 0 || tagsLength < 0 || tagsLength > entry.Length - HeaderLength)
            return false;
        header = new EntryHeader(
            new DomainClock(BinaryPrimitives.ReadInt64LittleEndian(entry[16..]), BinaryPrimitives.ReadInt64LittleEndian(entry[24..])),
            BinaryPrimitives.ReadInt64LittleEndian(entry[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(entry[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(entry[48..]),
            flags,
            raw);
        return true;
    }

    /// <summary>The tags of an entry whose header was read.</summary>
    public static ReadOnlySpan<byte> TagsOf(ReadOnlySpan<byte> entry) => entry.Slice(HeaderLength, TagsLength(entry));

    /// <summary>The payload of an entry whose header was read.</summary>
    public static ReadOnlyMemory<byte> PayloadOf(ReadOnlyMemory<byte> entry) => entry[(HeaderLength + TagsLength(entry.Span))..];

    /// <summary>Takes the next tag off; false at the end, or where the tags are damaged.</summary>
    public static bool TryReadTag(ref ReadOnlySpan<byte> tags, out ReadOnlySpan<byte> tag)
    {
        tag = default;
        if (tags.Length < sizeof(ushort))
            return false;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(tags);
        if (length > tags.Length - sizeof(ushort))
            return false;
        tag = tags.Slice(sizeof(ushort), length);
        tags = tags[(sizeof(ushort) + length)..];
        return true;
    }

    /// <summary>The payload as the serializer wrote it, as long as the entry's own bytes are there; null when it cannot be had.</summary>
    public static ReadOnlyMemory<byte>? Unpack(in EntryHeader header, ReadOnlyMemory<byte> payload, long mostBytes)
    {
        if ((header.Flags & EntryFlags.Compressed) == 0)
            return payload.Length == header.PayloadLength ? payload : null;
        if (header.PayloadLength > mostBytes)
            return null;
        var unpacked = new byte[header.PayloadLength];
        return BrotliDecoder.TryDecompress(payload.Span, unpacked, out var length) && length == unpacked.Length ? unpacked : (ReadOnlyMemory<byte>?)null;
    }

    private static int TagsLength(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadInt32LittleEndian(entry[60..]);

    private static ulong Checksum(ReadOnlySpan<byte> entry, string key)
    {
        var seed = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.AsSpan()));
        // The bytes before the checksum agree with it or with the reader, each by itself, except for the flags.
        return XxHash3.HashToUInt64(entry[ChecksumEnd..], unchecked((long)seed) + entry[3]);
    }
}
