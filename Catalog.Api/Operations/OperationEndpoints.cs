using Catalog.Api.Caching;
using Catalog.Api.Errors;
using Catalog.Api.Http;
using Catalog.Api.Samples;
using Catalog.Api.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Catalog.Api.Operations;

/// <summary>What whoever runs the application does by hand; the AppHost's commands call these.</summary>
internal static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder api)
    {
        var operations = api.MapGroup("/operations").WithTags("Operations").RequireAuthorization(CatalogPolicies.Write)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        operations.MapDelete("/cache", PurgeAsync).WithName("PurgeCache").WithSummary("Purge the catalogue's cache")
            .WithDescription("Data and whole answers, in memory and in Redis, of every replica. What is read next comes from the database.");
        operations.MapPost("/sample-catalogue", LoadAsync).WithName("LoadSampleCatalogue").WithSummary("Load the sample catalogue")
            .WithDescription("5,000 products, into a catalogue that has none.").WithProblems(StatusCodes.Status409Conflict);
    }

    private static async Task<NoContent> PurgeAsync(ICatalogInvalidation invalidation)
    {
        // Without a commit to wait for it is done here.
        await invalidation.CatalogChangedAsync(commit: null);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> LoadAsync(SampleLoader loader, CancellationToken cancellationToken) =>
        await loader.LoadAsync(cancellationToken)
            ? TypedResults.NoContent()
            : throw Problems.Conflict("The catalogue has products already. The sample is loaded into an empty one only.");
}
