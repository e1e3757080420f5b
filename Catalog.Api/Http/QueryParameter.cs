using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Catalog.Api.Http;

/// <summary>A query parameter as the API's description shows it.</summary>
internal sealed record QueryParameter(string Name, string Description, OpenApiSchema Schema)
{
    public static QueryParameter Text(string name, string description, string? example) =>
        new(name, description, new OpenApiSchema { Type = JsonSchemaType.String, Examples = example is null ? null : [JsonValue.Create(example)] });

    public static QueryParameter Texts(string name, string description) => new(name, description, new OpenApiSchema
    {
        Type = JsonSchemaType.Array,
        Items = new OpenApiSchema { Type = JsonSchemaType.String },
    });

    public static QueryParameter Number(string name, string description) =>
        new(name, description, new OpenApiSchema { Type = JsonSchemaType.Number, Minimum = "0" });

    public static QueryParameter Whole(string name, string description, int least, int most) => new(name, description, new OpenApiSchema
    {
        Type = JsonSchemaType.Integer,
        Minimum = least.ToString(CultureInfo.InvariantCulture),
        Maximum = most.ToString(CultureInfo.InvariantCulture),
    });

    public static QueryParameter Flag(string name, string description) =>
        new(name, description, new OpenApiSchema { Type = JsonSchemaType.Boolean });

    public static QueryParameter Choice<TEnum>(string name, string description)
        where TEnum : struct, Enum => new(name, description, new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = [.. Enum.GetNames<TEnum>().Select(choice => (JsonNode)JsonValue.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(choice))!)],
        });
}
