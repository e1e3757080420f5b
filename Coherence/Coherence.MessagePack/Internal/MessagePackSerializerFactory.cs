using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.MessagePack.Internal;

/// <summary>Takes the types that are made for MessagePack and leaves the others to the next factory.</summary>
internal sealed class MessagePackSerializerFactory(GuardedOptions options) : IHybridCacheSerializerFactory
{
    public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
    {
        serializer = MessagePackTypes.IsMadeForIt(typeof(T)) && options.Resolver.GetFormatter<T>() is not null
            ? new MessagePackHybridCacheSerializer<T>(options)
            : null;
        return serializer is not null;
    }
}
