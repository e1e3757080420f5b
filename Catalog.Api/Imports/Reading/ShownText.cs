using System.Text;
using Catalog.Api.Products.Validation;

namespace Catalog.Api.Imports.Reading;

/// <summary>Text of a file as messages show it: bounded, and without what a message cannot carry.</summary>
internal static class ShownText
{
    public const int Longest = 100;

    public static string Clean(string text, int longest = Longest)
    {
        bool isLong = text.Length > longest;
        ReadOnlySpan<char> shown = isLong ? text.AsSpan(0, longest - 1) : text;
        if (!isLong && shown.IndexOfAnyExceptInRange(' ', '~') < 0)
            return text;

        var clean = new StringBuilder(longest);
        // A half of a surrogate pair comes out as U+FFFD.
        foreach (Rune rune in shown.EnumerateRunes())
            clean.Append(IsShown(rune) ? rune.ToString() : "\ufffd");
        return isLong ? clean.Append('…').ToString() : clean.ToString();
    }

    private static bool IsShown(Rune rune) =>
        rune.Value is '\n' or '\r' or '\t' || !(Rune.IsControl(rune) || (rune.IsBmp && TextRules.TurnsText((char)rune.Value)));
}
