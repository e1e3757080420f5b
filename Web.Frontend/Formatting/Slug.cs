using System.Text;

namespace Web.Frontend.Formatting;

/// <summary>Makes the readable end of a product's address.</summary>
public static class Slug
{
    private const int MaxLength = 80;

    /// <summary>Lower-case letters and digits of any script joined by hyphens; <c>product</c> where none are left.</summary>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var slug = new StringBuilder(Math.Min(name.Length, MaxLength));
        var gap = false;
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value is '\'' or '’')
                continue;

            if (!Rune.IsLetterOrDigit(rune))
            {
                gap = slug.Length > 0;
                continue;
            }

            if (slug.Length + rune.Utf16SequenceLength + (gap ? 1 : 0) > MaxLength)
                break;

            if (gap)
                slug.Append('-');
            slug.Append(Rune.ToLowerInvariant(rune).ToString());
            gap = false;
        }

        return slug.Length == 0 ? "product" : slug.ToString();
    }
}
