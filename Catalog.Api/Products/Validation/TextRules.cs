using System.Text;

namespace Catalog.Api.Products.Validation;

/// <summary>Rules that every text of the catalogue keeps, whatever it is for.</summary>
internal static class TextRules
{
    /// <summary>What is wrong with the characters of <paramref name="value"/>, or null.</summary>
    /// <param name="value">The text.</param>
    /// <param name="allowLines">Whether line ends and tabs may occur.</param>
    /// <param name="isShown">Whether it is kept and shown: then it must read as it is written.</param>
    public static string? FaultIn(string value, bool allowLines = false, bool isShown = true)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var character = value[i];
            if (char.IsControl(character) && !(allowLines && character is '\n' or '\r' or '\t'))
                return $"must not have control characters; there is U+{(int)character:X4} at character {i + 1}";

            if (isShown && TurnsText(character))
                return $"must not have characters that turn the direction of text; there is U+{(int)character:X4} at character {i + 1}";

            // Half of a surrogate pair cannot be written as UTF-8, so it cannot be stored.
            if (!char.IsSurrogate(character))
                continue;
            if (Rune.TryGetRuneAt(value, i, out _))
                i++;
            else
                return $"must be valid Unicode; there is half of a surrogate pair at character {i + 1}";
        }

        return null;
    }

    /// <summary>
    /// Embeddings, overrides and isolates of the bidirectional algorithm: they make text, and what stands beside it, read
    /// otherwise than it is ("Trojan Source", CVE-2021-42574). Marks (U+200E, U+200F) are needed to write Hebrew and Arabic.
    /// </summary>
    public static bool TurnsText(char character) => character is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    /// <summary><paramref name="value"/> as messages quote it: bounded, on one line.</summary>
    public static string Quote(string value)
    {
        const int Longest = 60;
        var shown = value.Length <= Longest ? value : value[..Longest] + "…";
        return "'" + string.Concat(shown.Select(character => char.IsControl(character) || char.IsSurrogate(character) || TurnsText(character) ? '\ufffd' : character)) + "'";
    }
}
