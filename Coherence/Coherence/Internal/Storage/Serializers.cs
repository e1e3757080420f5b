using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>The serializer of each type, as registered with HybridCache: the type's own, else the last factory that takes it.</summary>
internal sealed class Serializers(IServiceProvider services)
{
    private readonly IHybridCacheSerializerFactory[] _factories = [.. services.GetServices<IHybridCacheSerializerFactory>().Reverse()];
    private readonly ConcurrentDictionary<Type, object> _known = new();

    /// <exception cref="InvalidOperationException">Nobody serializes the type.</exception>
    public IHybridCacheSerializer<T> For<T>() =>
        _known.TryGetValue(typeof(T), out var known) ? (IHybridCacheSerializer<T>)known : Resolve<T>();

    private IHybridCacheSerializer<T> Resolve<T>()
    {
        var serializer = services.GetService<IHybridCacheSerializer<T>>();
        if (serializer is null)
            foreach (var factory in _factories)
                if (factory.TryCreateSerializer(out serializer))
                    break;
        if (serializer is null)
            throw new InvalidOperationException($"No {nameof(IHybridCacheSerializer<>)} is registered for {typeof(T).FullName}.");
        return (IHybridCacheSerializer<T>)_known.GetOrAdd(typeof(T), serializer);
    }
}
