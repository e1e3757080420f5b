using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Web.Frontend.Api;
using Web.Frontend.Formatting;
using Web.Frontend.Security;

namespace Web.Frontend.Endpoints;

/// <summary>What the import pages need beside pages: the upload, the live progress, the errors as a file, and cancelling.</summary>
internal static class ImportEndpoints
{
    public static void MapImports(this IEndpointRouteBuilder app)
    {
        var imports = app.MapGroup("/manage/imports").RequireAuthorization();
        imports.MapPost("/upload", ImportUploadHandler.HandleAsync).WithMetadata(new DisableRequestSizeLimitAttribute());
        imports.MapPost("/{id:guid}/cancel", CancelAsync);
        imports.MapGet("/{id:guid}/events", FollowAsync);
        imports.MapGet("/{id:guid}/errors.csv", ErrorsAsync);
    }

    private static async Task<Results<RedirectHttpResult, BadRequest>> CancelAsync(
        Guid id, HttpContext context, IAntiforgery antiforgery, ImportClient imports, Flash flash, CancellationToken cancellationToken)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return TypedResults.BadRequest();

        if (await imports.CancelAsync(id, cancellationToken))
            flash.Success(context, "The import is being cancelled. The catalogue stays as it was.");
        else
            flash.Failure(context, "The import had ended already.");
        return TypedResults.LocalRedirect(SiteUrl.Import(id));
    }

    private static ServerSentEventsResult<ImportProgressItem> FollowAsync(
        Guid id, ImportStreamClient imports, CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(imports.FollowAsync(id, cancellationToken).Select(ImportProgressItem.Of), eventType: "progress");

    private static async Task<Results<FileContentHttpResult, NotFound>> ErrorsAsync(
        Guid id, ImportClient imports, CancellationToken cancellationToken) =>
        await imports.FindAsync(id, cancellationToken) is { } status
            ? TypedResults.File(ErrorsCsv.Write(status.Errors), "text/csv; charset=utf-8", $"import-errors-{id}.csv")
            : TypedResults.NotFound();
}
