using System.Security.Cryptography;
using System.Text;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>
/// The keys of whole answers: <c>output:</c> and the key that ASP.NET Core made. That one separates its parts by control characters, which
/// keys of a cache may not have: they are written as the signs that stand for them. Keys that are long, or have these signs already, are hashed.
/// </summary>
internal static class AnswerKeys
{
    /// <summary>The namespace of whole answers, and so the name of their policy.</summary>
    public const string Namespace = "output";

    private const string Prefix = Namespace + ":";
    private const string HashPrefix = Prefix + "#";
    private const int LongestKept = 400;
    private const char FirstSign = '\u2400';
    private const char LastControl = '\u001f';

    public static string Of(string key) => key.Length > LongestKept || !IsReadable(key)
        ? HashPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))
        : string.Create(Prefix.Length + key.Length, key, static (name, given) =>
        {
            Prefix.CopyTo(name);
            for (var i = 0; i < given.Length; i++)
                name[Prefix.Length + i] = given[i] <= LastControl ? (char)(FirstSign + given[i]) : given[i];
        });

    private static bool IsReadable(string key)
    {
        foreach (var c in key)
            if (c is >= FirstSign and <= (char)(FirstSign + LastControl) || (char.IsControl(c) && c > LastControl) || char.IsSurrogate(c))
                return false;
        // A hash must not be taken for a key.
        return key is [not '#', ..];
    }
}
