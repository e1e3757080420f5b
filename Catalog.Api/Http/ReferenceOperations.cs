using System.Text.Json.Nodes;
using Catalog.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Catalog.Api.Http;

/// <summary>Adds to each operation what holds for all of its kind: the token where one is needed, problems, an example.</summary>
internal sealed class ReferenceOperations : IOpenApiOperationTransformer
{
    private const string Problem = "application/problem+json";

    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        [JsonBody.Json] = """
            {
              "sku": "KET-1001", "name": "Gooseneck Kettle, 1.2 L", "description": "Pours a thin, steady stream.",
              "brand": "Halden", "category": "Home & Kitchen > Kettles & Coffee > Electric Kettles",
              "price": { "amount": 49.90, "currency": "EUR" }, "stock": 12, "tags": ["steel", "new"],
              "attributes": { "Capacity": "1.2 L", "Power": "1800 W" }
            }
            """,
        [JsonBody.MergePatch] = """{ "stock": 0, "availability": "out_of_stock", "attributes": { "Power": null } }""",
    };

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAuthorizeData>().Any())
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(WriteTokenHandler.SchemeName, context.Document)] = [] },
            ];
        }

        operation.Responses ??= [];
        operation.Responses.TryAdd("400", Described("The address or a parameter cannot be taken; errors, or detail, says why."));
        operation.Responses.TryAdd("429", Described("Asked too often; Retry-After says when to go on."));
        operation.Responses.TryAdd("503", Described("The database is not available; Retry-After says when to try again."));

        foreach (var (mediaType, content) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (Examples.TryGetValue(mediaType, out var example))
                content.Example = JsonNode.Parse(example);
        }

        return Task.CompletedTask;
    }

    private static OpenApiResponse Described(string description) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType> { [Problem] = new() },
    };
}
