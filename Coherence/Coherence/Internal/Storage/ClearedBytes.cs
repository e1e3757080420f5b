using System.Buffers;
using System.Security.Cryptography;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>Bytes that are overwritten when nobody needs them any more.</summary>
internal sealed class ClearedBytes(byte[] bytes, int start) : IMemoryOwner<byte>
{
    public Memory<byte> Memory => bytes.AsMemory(start);

    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);
}
