using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Errors;

namespace Catalog.Api.Products.Validation;

/// <summary>What the free attributes may be: a JSON object of bounded size, without what Postgres' jsonb cannot hold.</summary>
internal static class AttributeRules
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonObject? attributes, FieldErrors errors)
    {
        if (attributes is null || attributes.Count == 0)
            return "{}";

        if (FaultIn(attributes) is { } fault)
        {
            errors.Add("attributes", fault);
            return "{}";
        }

        foreach (var (name, value) in attributes)
        {
            if (LinkRules.IsLink(name) && LinkFaultIn(value) is { } wrong)
                errors.Add($"attributes.{name}", wrong);
        }

        var text = attributes.ToJsonString(Compact);
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > ProductLimits.AttributesBytes)
            errors.Add("attributes", $"must be at most {ProductLimits.AttributesBytes / 1024} KiB of JSON; this is {(bytes + 1023) / 1024} KiB");

        return text;
    }

    // Several are a list, or one text with commas, as feeds write additional_image_link.
    private static string? LinkFaultIn(JsonNode? node) => node switch
    {
        null => null,
        JsonArray items => items.Select(LinkFaultIn).FirstOrDefault(fault => fault is not null),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => LinkFaultIn(value.GetValue<string>()),
        _ => "must be an address, such as 'https://example.com/kettle'",
    };

    private static string? LinkFaultIn(string text) => text.Length == 0 ? null : LinkRules.FaultInList(text);

    private static string? FaultIn(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(member => FaultIn(member.Key) ?? FaultIn(member.Value)).FirstOrDefault(fault => fault is not null),
        JsonArray items => items.Select(FaultIn).FirstOrDefault(fault => fault is not null),
        JsonValue value => FaultIn(value),
        _ => null,
    };

    private static string? FaultIn(JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                try
                {
                    return FaultIn(value.GetValue<string>());
                }
                catch (InvalidOperationException)
                {
                    return "must be valid Unicode; a text in it has half of a surrogate pair";
                }

            // jsonb holds numbers as numeric: 131,072 digits before the point at most. Nobody means one that a double cannot hold.
            case JsonValueKind.Number when !value.TryGetValue<double>(out var number) || !double.IsFinite(number):
                return $"must have numbers of up to 308 digits; {TextRules.Quote(value.ToJsonString())} is larger";

            default:
                return null;
        }
    }

    private static string? FaultIn(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? "must not have the character U+0000 in it"
        : TextRules.FaultIn(text, allowLines: true) is { } fault ? fault
        : null;
}
