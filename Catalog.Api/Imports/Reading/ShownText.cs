using System.Text;

namespace Catalog.Api.Imports.Reading;

/// <summary>Text of a file as messages show it: bounded, and without what a message cannot carry.</summary>
internal static class ShownText
{
    public const int Longest = 100;

    public static string Clean(string text, int longest = Longest)
    {
        bool isLong = text.Length > longest;
        ReadOnlySpan<char> shown = isLong ? text.AsSpan(0, longest - 1) : text;
        if (!isLong && shown.IndexOfAnyInRange('\0', '\u001f') < 0 && shown.IndexOfAnyInRange('\u007f', '\u009f') < 0 && shown.IndexOfAnyInRange('\ud800', '\udfff') < 0)
            return text;

        var clean = new StringBuilder(longest);
        // A half of a surrogate pair comes out as U+FFFD.
        foreach (Rune rune in shown.EnumerateRunes())
            clean.Append(Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t') ? "\ufffd" : rune.ToString());
        return isLong ? clean.Append('…').ToString() : clean.ToString();
    }
}
