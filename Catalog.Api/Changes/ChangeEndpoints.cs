using System.Globalization;
using Catalog.Api.Errors;
using Catalog.Api.Http;
using Catalog.Contracts.Changes;

namespace Catalog.Api.Changes;

/// <summary>The stream of committed changes.</summary>
internal static class ChangeEndpoints
{
    private const string LastEventId = "Last-Event-ID";
    private const int MostProducts = 100;

    private static readonly QueryParameter[] Parameters =
        [QueryParameter.Texts("product", $"Only changes of these products, by id; up to {MostProducts}. All if left out.")];

    public static void MapChanges(this IEndpointRouteBuilder api) =>
        api.MapGet("/changes", FollowAsync).WithTags("Changes").WithName("FollowChanges")
            .WithSummary("Follow committed changes of products by server-sent events")
            .WithDescription("""
                Events 'product', each with a change that has committed, whoever made it, in the order of the commits. An event 'reload'
                says that changes were missed or too many to tell each: read again what you show. A client that reconnects with
                Last-Event-ID gets what it has missed, on whichever replica; where that is not known any more, 'reload'. The same
                change may come twice: version tells.
                """)
            .WithQuery(Parameters)
            .WithHeader(LastEventId, "The id of the last event that you have.", required: false)
            .Produces<ProductChange>(StatusCodes.Status200OK, ChangeStream.MediaType)
            .WithProblems(StatusCodes.Status400BadRequest, StatusCodes.Status503ServiceUnavailable)
            .DisableRequestTimeout();

    private static Task FollowAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(context.Request.Query, Parameters);
        var texts = reader.Texts("product", MostProducts, 19);
        reader.ThrowIfInvalid();
        var products = texts.Select(IdOf).ToHashSet();
        var stream = context.RequestServices.GetService<ChangeStream>() ?? throw Problems.Unavailable(
            "Changes are not followed here: that takes Cache:Engine=Coherence, Cache:Invalidation=Commits and no sensitive entries.");
        return stream.WriteAsync(context.Response, context.Request.Headers[LastEventId], products, cancellationToken);
    }

    private static long IdOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw Problems.Invalid("product", "must be the id of a product, a whole number");
}
