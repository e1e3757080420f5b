using System.Buffers;
using MessagePack;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.MessagePack.Internal;

internal sealed class MessagePackHybridCacheSerializer<T>(GuardedOptions options) : IHybridCacheSerializer<T>
{
    public T Deserialize(ReadOnlySequence<byte> source) => MessagePackSerializer.Deserialize<T>(source, options);

    public void Serialize(T value, IBufferWriter<byte> target) => MessagePackSerializer.Serialize(target, value, options);
}
