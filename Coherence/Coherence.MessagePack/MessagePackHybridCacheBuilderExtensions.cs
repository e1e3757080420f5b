using AspireCache.Coherence.MessagePack.Internal;
using MessagePack;
using Microsoft.Extensions.Caching.Hybrid;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>MessagePack as the serializer of a <see cref="HybridCache"/>.</summary>
public static class MessagePackHybridCacheBuilderExtensions
{
    /// <summary>
    /// Serializes with MessagePack what is made for it: types marked <see cref="MessagePackObjectAttribute"/> or
    /// <see cref="UnionAttribute"/>, plain values, and arrays and generic types of those. Other types keep their serializer.
    /// </summary>
    /// <param name="builder">What <c>AddHybridCache</c> returned.</param>
    /// <param name="options">
    /// MessagePack's options; <see cref="MessagePackSerializerOptions.Standard"/> if null. Data is treated as untrusted and types are
    /// never loaded by name, whatever they say.
    /// </param>
    /// <returns>The same builder.</returns>
    public static IHybridCacheBuilder AddMessagePackSerializer(this IHybridCacheBuilder builder, MessagePackSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSerializerFactory(new MessagePackSerializerFactory(Guard(options)));
    }

    /// <summary>Serializes one type with MessagePack, marked or not: the options' resolver must know it.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="builder">What <c>AddHybridCache</c> returned.</param>
    /// <param name="options">As for <see cref="AddMessagePackSerializer(IHybridCacheBuilder, MessagePackSerializerOptions?)"/>.</param>
    /// <returns>The same builder.</returns>
    public static IHybridCacheBuilder AddMessagePackSerializer<T>(this IHybridCacheBuilder builder, MessagePackSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSerializer<T>(new MessagePackHybridCacheSerializer<T>(Guard(options)));
    }

    private static GuardedOptions Guard(MessagePackSerializerOptions? options) =>
        new((options ?? MessagePackSerializerOptions.Standard).WithSecurity(MessagePackSecurity.UntrustedData));
}
