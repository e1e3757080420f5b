using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// Whether callers may share a value of the type: strings, structs without references (each caller has a copy anyway), and
/// sealed types that say <c>[ImmutableObject(true)]</c>.
/// </summary>
internal static class Shareable<T>
{
    public static bool IsImmutable { get; } = Look();

    private static bool Look()
    {
        if (typeof(T) == typeof(string) || !RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return true;
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        return (type.IsValueType || type is { IsClass: true, IsSealed: true })
            && type.GetCustomAttribute<ImmutableObjectAttribute>() is { Immutable: true };
    }
}
