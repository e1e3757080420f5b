using System.Buffers;
using System.Runtime.InteropServices;
using StackExchange.Redis;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>Bytes that came in an array of their own: there is nothing to give back.</summary>
internal sealed class WholeBytes(RedisValue value) : IMemoryOwner<byte>
{
    public Memory<byte> Memory { get; } = MemoryMarshal.AsMemory((ReadOnlyMemory<byte>)value);

    public void Dispose()
    {
    }
}
