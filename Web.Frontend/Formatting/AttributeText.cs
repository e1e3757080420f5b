using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Web.Frontend.Formatting;

/// <summary>A product's free attributes as people read them.</summary>
public static class AttributeText
{
    /// <summary><c>netWeight</c> and <c>net_weight</c> become <c>Net weight</c>; <c>gtin</c> and other codes' names <c>GTIN</c>.</summary>
    public static string Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name is "mpn" or "gtin" or "ean" or "upc" or "isbn")
            return name.ToUpperInvariant();

        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (letter is '_' or '-')
                text.Append(' ');
            else if (char.IsUpper(letter) && text.Length > 0 && char.IsLower(text[^1]))
                text.Append(' ').Append(char.ToLowerInvariant(letter));
            else
                text.Append(text.Length == 0 ? char.ToUpperInvariant(letter) : letter);
        }

        return text.ToString();
    }

    /// <summary>Texts bare, lists with commas, yes and no, and everything nested as JSON.</summary>
    public static string Value(JsonNode? value) => value switch
    {
        null => "–",
        JsonArray array when array.All(static item => item is JsonValue or null) => string.Join(", ", array.Select(Value)),
        JsonValue plain => plain.GetValueKind() switch
        {
            JsonValueKind.String => plain.GetValue<string>(),
            JsonValueKind.True => "Yes",
            JsonValueKind.False => "No",
            _ => plain.ToJsonString(),
        },
        _ => value.ToJsonString(),
    };
}
