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
    private static readonly string[] PolicySettings =
        [.. typeof(NamespacePolicy).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(static property => property.Name)];

    private static string Settings => string.Join(", ", PolicySettings);

    public static void Read(IConfiguration section, CoherenceOptions options)
    {
        List<string> unreadable = [];
        Check(section, "", typeof(CoherenceOptions), unreadable);
        CheckPolicy(section.GetSection(nameof(options.Defaults)), nameof(options.Defaults), unreadable);
        foreach (var space in section.GetSection(nameof(options.Namespaces)).GetChildren())
            CheckPolicy(space, $"{nameof(options.Namespaces)}:{space.Key}", unreadable);
        options.Unreadable = unreadable;
        if (unreadable.Count == 0)
            section.Bind(options);
    }

    // A section is the application's too; a policy is all ours, and what is misspelt in it would be missed.
    private static void CheckPolicy(IConfigurationSection policy, string path, List<string> unreadable)
    {
        Check(policy, $"{path}:", typeof(NamespacePolicy), unreadable);
        if (!string.IsNullOrEmpty(policy.Value))
            unreadable.Add($"{path} must be a section with {Settings}, is '{policy.Value}'.");
        foreach (var given in policy.GetChildren())
            if (!PolicySettings.Contains(given.Key, StringComparer.OrdinalIgnoreCase))
                unreadable.Add($"{path}:{given.Key} is no setting of a policy: they are {Settings}.");
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
