using System.Reflection;
using MessagePack;

namespace AspireCache.Coherence.MessagePack.Internal;

/// <summary>
/// Which types MessagePack can take whole. A resolver has a formatter for a list of anything, and fails at its first element: so
/// what a type is made of is looked at too.
/// </summary>
internal static class MessagePackTypes
{
    private static readonly HashSet<Type> Plain =
        [typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly), typeof(Guid), typeof(Uri)];

    public static bool IsMadeForIt(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || Plain.Contains(type))
            return true;
        if (type.IsArray)
            return IsMadeForIt(type.GetElementType()!);
        if (type.IsGenericType && !type.GetGenericArguments().All(IsMadeForIt))
            return false;
        return IsMarked(type) || (type.IsGenericType && IsOfTheFramework(type));
    }

    private static bool IsMarked(Type type) =>
        type.GetCustomAttribute<MessagePackObjectAttribute>() is not null || type.GetCustomAttributes<UnionAttribute>(inherit: false).Any();

    private static bool IsOfTheFramework(Type type) =>
        type.Namespace is "System" or "System.Collections.Generic" or "System.Collections.ObjectModel" or "System.Collections.Concurrent";
}
