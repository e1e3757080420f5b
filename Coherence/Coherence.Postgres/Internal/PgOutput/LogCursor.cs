using System.Buffers.Binary;
using System.Text;

namespace AspireCache.Coherence.Postgres.Internal.PgOutput;

/// <summary>Reads the fields of one message, one after the other.</summary>
internal ref struct LogCursor(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public byte ReadByte()
    {
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(sizeof(ulong)));

    /// <summary>A text that ends with a zero.</summary>
    public string ReadString() => Encoding.UTF8.GetString(ReadBytes());

    /// <summary>As <see cref="ReadString"/>, as bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        var bytes = Take(_rest.IndexOf((byte)0));
        _rest = _rest[1..];
        return bytes;
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
