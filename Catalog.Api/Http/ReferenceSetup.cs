using Catalog.Api.Security;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Catalog.Api.Http;

/// <summary>The API's description: OpenAPI at <c>/openapi/v1.json</c>, and a page to read it and try it at <c>/docs</c>.</summary>
internal static class ReferenceSetup
{
    private const string About = """
        A product catalogue: full-text search with facets, a tree of categories, brands, and changes that lose nobody else's.

        **Reading** is open. **Writing**, imports included, needs the stack's write token: `Authorization: Bearer …`.

        **Versions.** A product has an `ETag`. Send it as `If-Match` to change the product: 412 says that somebody was faster, 428 that you forgot.

        **Errors** are problem details (RFC 9457); `errors` says for each field what is wrong and what would be right.

        **Limits.** 429 and 503 carry `Retry-After`.
        """;

    private const string Index = """{ "name": "Catalog API", "products": "/api/v1/products", "reference": "/docs", "openapi": "/openapi/v1.json", "health": "/health" }""";

    // Scalar's script, styles and the requests it makes all come from here; it needs inline styles and evaluates nothing.
    private const string PagePolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

    public static void AddReference(this WebApplicationBuilder builder) => builder.Services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Catalog API", Version = "v1", Description = About };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [WriteTokenHandler.SchemeName] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "The write token of the stack (Catalog__WriteToken).",
                },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer<ReferenceOperations>();
    });

    public static void MapReference(this WebApplication app)
    {
        // What somebody finds who has only the host's name.
        app.MapGet("/", static () => TypedResults.Text(Index, "application/json")).ExcludeFromDescription();
        app.MapOpenApi();
        app.MapScalarApiReference("/docs", options =>
        {
            options.Title = "Catalog API";
            // Nothing from elsewhere: the page works without the internet.
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            options.HideClientButton = true;
            options.Agent = new ScalarAgentOptions { Disabled = true };
        }).AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.ContentSecurityPolicy = PagePolicy;
            return await next(context);
        });
    }
}
