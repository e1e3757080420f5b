using System.Globalization;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// The tags of an entry as fences know them: its key (<c>k:</c>), its namespace (<c>n:</c>), everything (<c>*</c>), and the
/// caller's own (<c>t:</c>). The prefixes keep a caller's tag from meaning somebody's key. An event of the relay also names the
/// transactions that it applies (<c>x:</c>), which have no fence: whoever committed one may wait for it.
/// </summary>
internal static class TagNames
{
    public const string All = "*";

    private const string KeyPrefix = "k:";
    private const string TransactionPrefix = "x:";

    public static string OfKey(string key) => KeyPrefix + key;

    public static bool IsOfKey(string name, out ReadOnlySpan<char> key)
    {
        var isOfKey = name.StartsWith(KeyPrefix, StringComparison.Ordinal);
        key = isOfKey ? name.AsSpan(KeyPrefix.Length) : default;
        return isOfKey;
    }

    public static string OfNamespace(ReadOnlySpan<char> name) => string.Concat("n:", name);

    /// <summary>A tag given to <c>RemoveByTagAsync</c>; <c>*</c> is everything.</summary>
    public static string OfTag(string tag) => tag == All ? All : "t:" + tag;

    /// <summary>A transaction, by the 32 bits that the database's log knows of its id.</summary>
    public static string OfTransaction(uint transaction) => TransactionPrefix + transaction.ToString(CultureInfo.InvariantCulture);

    public static bool IsTransaction(string name) => name.StartsWith(TransactionPrefix, StringComparison.Ordinal);

    public static bool HasNamespace(string key) => key.Contains(':', StringComparison.Ordinal);

    /// <summary>What comes before the first colon; a key without one is in the empty namespace.</summary>
    public static ReadOnlySpan<char> NamespaceOf(string key)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? default : key.AsSpan(0, colon);
    }
}
