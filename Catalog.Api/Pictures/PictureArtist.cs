using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Catalog.Api.Pictures;

/// <summary>
/// Draws a product: the department chooses the colours, the category the motif and what stands behind it, the product how they
/// are put together. The same product always looks the same.
/// </summary>
internal static class PictureArtist
{
    /// <summary>Goes into the entity tag: raise it when pictures change.</summary>
    public const string Edition = "1";

    // Chosen so that the departments of the sample catalogue get different colours.
    private const string PaletteSalt = "2945:";

    private const int LongestCaption = 30;

    /// <param name="name">The product's name.</param>
    /// <param name="categories">The names of its categories from the root; may be empty.</param>
    public static string Draw(string name, IReadOnlyList<string> categories)
    {
        var palette = Palette.All[(int)(Hash(PaletteSalt + (categories.Count > 0 ? categories[0] : name)) % (uint)Palette.All.Count)];
        var caption = categories.Count > 0 ? categories[^1] : "";
        var place = Hash(string.Join('/', categories) + "/");
        var chance = Hash(name);

        var svg = new StringBuilder(4096);
        svg.Append("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" font-family="system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">""");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{WebUtility.HtmlEncode(Printable(name))}</title>");
        svg.Append(CultureInfo.InvariantCulture, $"""<defs><linearGradient id="g" x1="0" y1="0" x2=".3" y2="1"><stop offset="0" stop-color="{palette.Sky}"/><stop offset="1" stop-color="{palette.Earth}"/></linearGradient></defs>""");
        svg.Append("""<rect width="400" height="400" fill="url(#g)"/>""");

        AppendPattern(svg, palette, chance);
        AppendHalo(svg, palette, place);
        svg.Append(CultureInfo.InvariantCulture, $"""<ellipse cx="200" cy="306" rx="104" ry="13" fill="{palette.Dark}" opacity=".14"/>""");
        AppendMotif(svg, palette, Motifs.Find([caption, WithoutSize(name), .. categories.Reverse().Skip(1)]), chance);
        AppendCaption(svg, palette, caption);
        return svg.Append("</svg>").ToString();
    }

    // Small marks in the corners, a different few for each product.
    private static void AppendPattern(StringBuilder svg, Palette palette, uint chance)
    {
        svg.Append(CultureInfo.InvariantCulture, $"""<g fill="none" stroke="{palette.Main}" stroke-width="4" stroke-linecap="round" opacity=".28">""");
        for (var i = 0; i < 7; i++)
        {
            var dice = Mix(chance, i);
            var angle = (i * (2 * Math.PI / 7)) + (dice % 60 / 100.0);
            var radius = 158 + (dice / 60 % 24);
            var x = 200 + (radius * Math.Cos(angle));
            var y = 184 + (radius * Math.Sin(angle) * 0.92);
            svg.Append((chance % 4) switch
            {
                0 => string.Create(CultureInfo.InvariantCulture, $"""<circle cx="{x:0}" cy="{y:0}" r="{4 + (dice % 5)}"/>"""),
                1 => string.Create(CultureInfo.InvariantCulture, $"""<path d="M{x - 7:0} {y:0}h14M{x:0} {y - 7:0}v14"/>"""),
                2 => string.Create(CultureInfo.InvariantCulture, $"""<path d="M{x - 8:0} {y + 4:0}q8 -14 16 0"/>"""),
                _ => string.Create(CultureInfo.InvariantCulture, $"""<path d="M{x - 6:0} {y + 5:0}l6 -11 6 11z"/>"""),
            });
        }

        svg.Append("</g>");
    }

    private static void AppendHalo(StringBuilder svg, Palette palette, uint place) => svg
        .Append(CultureInfo.InvariantCulture, $"""<g fill="{palette.Halo}" opacity=".62">""")
        .Append((place % 6) switch
        {
            0 => """<circle cx="200" cy="186" r="132"/>""",
            1 => """<path d="M84 312V184a116 116 0 0 1 232 0v128z"/>""",
            2 => """<rect x="76" y="62" width="248" height="248" rx="64"/>""",
            3 => """<path d="M200 46l124 72v136l-124 58-124-58V118z"/>""",
            4 => """<path d="M78 150C92 62 196 30 268 70s86 132 40 196-164 70-212 6-24-64-18-122z"/>""",
            _ => """<circle cx="152" cy="152" r="92"/><circle cx="256" cy="214" r="98"/>""",
        })
        .Append("</g>");

    private static void AppendMotif(StringBuilder svg, Palette palette, Motif? motif, uint chance)
    {
        var tilt = ((int)(chance / 7 % 13) - 6) * 0.9;
        var size = 1.08 + (chance / 97 % 5 * 0.025);
        // Half of them face the other way.
        var side = chance / 11 % 2 == 0 ? 1 : -1;
        svg.Append(CultureInfo.InvariantCulture, $"""<g transform="translate(200 190) rotate({tilt:0.#}) scale({side * size:0.###} {size:0.###}) translate(-100 -100)">""");
        svg.Append(Colour(motif?.Shapes ?? Abstract(chance), palette, swap: chance / 5 % 3 == 0));
        svg.Append("</g>");
    }

    // For what no motif is known of: three stacked shapes, not twice the same.
    private static string Abstract(uint chance)
    {
        string[] tops = ["""<circle class="a" cx="100" cy="46" r="32"/>""", """<path class="a" d="M100 12l38 66H62z"/>""", """<rect class="a" x="68" y="14" width="64" height="64" rx="18"/>""", """<path class="a" d="M60 78a40 62 0 0 1 80 0z"/>"""];
        string[] middles = ["""<rect class="m" x="44" y="80" width="112" height="50" rx="25"/>""", """<path class="m" d="M56 80h88l18 50H38z"/>""", """<rect class="m" x="52" y="80" width="96" height="50" rx="10"/>""", """<path class="m" d="M38 130a62 50 0 0 1 124 0z"/>"""];
        string[] feet = ["""<rect class="d" x="28" y="132" width="144" height="46" rx="12"/><circle class="l" cx="100" cy="155" r="12"/>""", """<path class="d" d="M28 132h144a72 48 0 0 1-144 0z"/>""", """<rect class="d" x="34" y="132" width="60" height="46" rx="10"/><rect class="d" x="106" y="132" width="60" height="46" rx="10"/>""", """<path class="d" d="M40 132h120l-16 46H56z"/><rect class="l" x="84" y="144" width="32" height="12" rx="6"/>"""];
        return tops[chance % 4] + middles[chance / 4 % 4] + feet[chance / 16 % 4];
    }

    // As attributes: a style sheet inside would be stopped by the content security policy of the answer.
    private static string Colour(string shapes, Palette palette, bool swap)
    {
        var line = $"fill=\"none\" stroke=\"{palette.Dark}\" stroke-linecap=\"round\" stroke-linejoin=\"round\" stroke-width=";
        return new StringBuilder(shapes)
            .Replace("class=\"m\"", $"fill=\"{(swap ? palette.Accent : palette.Main)}\"")
            .Replace("class=\"a\"", $"fill=\"{(swap ? palette.Main : palette.Accent)}\"")
            .Replace("class=\"d\"", $"fill=\"{palette.Dark}\"")
            .Replace("class=\"l\"", $"fill=\"{palette.Light}\"")
            .Replace("class=\"s\"", line + "\"10\"")
            .Replace("class=\"t\"", line + "\"5\"")
            .ToString();
    }

    private static void AppendCaption(StringBuilder svg, Palette palette, string category)
    {
        var text = Printable(category).ToUpperInvariant();
        if (text.Length > LongestCaption)
            text = text[..(LongestCaption - 1)].TrimEnd() + "…";
        if (text.Length == 0)
            return;

        // Fonts differ from machine to machine; what might get too wide is made to fit.
        var fit = text.Length > 20 ? " textLength='300' lengthAdjust='spacingAndGlyphs'" : "";
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="200" y="366" text-anchor="middle" font-size="17" font-weight="600" letter-spacing="2.4" fill="{palette.Dark}" opacity=".78"{fit}>{WebUtility.HtmlEncode(text)}</text>""");
    }

    // "Kettle, 1.2 L": what follows the comma says nothing of what it is.
    private static string WithoutSize(string name) => name.LastIndexOf(',') is > 0 and var comma ? name[..comma] : name;

    // What XML cannot hold, even escaped.
    private static string Printable(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => rune.Value >= ' ' && rune.Value is not (0xfffd or 0xfffe or 0xffff)));

    private static uint Hash(string text) => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static uint Mix(uint chance, int turn) => unchecked((chance ^ ((uint)turn * 2654435761)) * 2246822519) >> 8;
}
