namespace Web.Frontend.Endpoints;

/// <summary>The management area begins with its catalogue.</summary>
internal static class ManageHomeEndpoint
{
    public static void MapManageHome(this IEndpointRouteBuilder app) =>
        app.MapGet("/manage", static () => TypedResults.LocalRedirect("/manage/products"));
}
