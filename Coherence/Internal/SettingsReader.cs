using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace AspireCache.Coherence.Internal;

/// <summary>
/// Reads the options from the configuration. What cannot be read is kept for the validator, which names the key and what may be
/// there; the binder would stop at the first and name a type.
/// </summary>
internal static class SettingsReader
{
    public static void Read(IConfiguration section, CoherenceOptions options)
    {
        List<string> unreadable = [];
        Check(section, "", typeof(CoherenceOptions), unreadable);
        Check(section.GetSection(nameof(options.Defaults)), $"{nameof(options.Defaults)}:", typeof(NamespacePolicy), unreadable);
        foreach (var space in section.GetSection(nameof(options.Namespaces)).GetChildren())
            Check(space, $"{nameof(options.Namespaces)}:{space.Key}:", typeof(NamespacePolicy), unreadable);
        options.Unreadable = unreadable;
        if (unreadable.Count == 0)
            section.Bind(options);
    }

    private static void Check(IConfiguration section, string path, Type type, List<string> unreadable)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var own = Nullable.GetUnderlyingType(property.PropertyType);
            if (section[property.Name] is { } text && !(text.Length == 0 && own is not null)
                && WhatIsExpected(own ?? property.PropertyType, text) is { } expected)
                unreadable.Add($"{path}{property.Name} must be {expected}, is '{text}'.");
        }
    }

    /// <summary>Null where the text is such a value, or the type takes any text.</summary>
    private static string? WhatIsExpected(Type type, string text)
    {
        if (type.IsEnum)
            return Enum.TryParse(type, text, ignoreCase: true, out _) ? null : $"one of {string.Join(", ", Enum.GetNames(type))}";
        if (type == typeof(TimeSpan))
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _) ? null : "a time as hours:minutes:seconds, such as 00:00:30";
        if (type == typeof(bool))
            return bool.TryParse(text, out _) ? null : "true or false";
        if (type == typeof(int) || type == typeof(long))
            return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && (type == typeof(long) || number == (int)number) ? null : "a whole number";
        return type != typeof(double) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "a number";
    }
}
