using System.Globalization;
using Catalog.Api.Errors;
using Catalog.Api.Http;
using Catalog.Api.Imports.Receiving;
using Catalog.Api.Security;
using Catalog.Contracts.Imports;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Imports;

/// <summary>Imports: send a file, follow it, cancel it.</summary>
internal static class ImportEndpoints
{
    private const int Latest = 20;
    private const string RetrySeconds = "5";

    public static void MapImports(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder imports = api.MapGroup("/imports").WithTags("Imports").RequireAuthorization(CatalogPolicies.Write);
        imports.MapPost("/", ReceiveAsync).WithQuery(ImportRequests.Parameters).DisableRequestTimeout();
        imports.MapGet("/", ListAsync);
        imports.MapGet("/{id:guid}", GetAsync).WithName("GetImport");
        imports.MapGet("/{id:guid}/events", FollowAsync).DisableRequestTimeout();
        imports.MapDelete("/{id:guid}", CancelAsync);
    }

    private static async Task<IResult> ReceiveAsync(HttpContext context, ImportReceiver receiver, IOptions<ImportOptions> options)
    {
        ImportSubmission submission = ImportRequests.Read(context.Request);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = options.Value.MaxRequestBytes;

        try
        {
            ImportStatus status = await receiver.ReceiveAsync(submission, context.Request.BodyReader, context.RequestAborted);
            return TypedResults.Accepted($"/api/v1/imports/{status.Id}", status);
        }
        catch (ImportRejectedException rejected)
        {
            if (rejected.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
                context.Response.Headers.RetryAfter = RetrySeconds;
            return TypedResults.Problem(
                rejected.Message,
                statusCode: rejected.StatusCode,
                title: ReasonPhrases.GetReasonPhrase(rejected.StatusCode),
                extensions: [new("importId", submission.Id)]);
        }
    }

    private static async Task<Ok<IReadOnlyList<ImportStatus>>> ListAsync(HttpRequest request, ImportStore imports, CancellationToken cancellationToken)
    {
        new QueryReader(request.Query, []).ThrowIfInvalid();
        return TypedResults.Ok(await imports.ListLatestAsync(Latest, cancellationToken));
    }

    private static async Task<Ok<ImportStatus>> GetAsync(Guid id, ImportStore imports, CancellationToken cancellationToken) =>
        TypedResults.Ok(await imports.FindAsync(id, withErrors: true, cancellationToken) ?? throw Unknown(id));

    private static async Task FollowAsync(
        Guid id, HttpContext context, ImportStore imports, ImportEventStream events, CancellationToken cancellationToken)
    {
        if (await imports.FindAsync(id, withErrors: false, cancellationToken) is null)
            throw Unknown(id);

        // Browsers reconnect when a stream ends; this is how they are told that there is no more.
        if (context.Request.Headers["Last-Event-ID"] == ImportEventStream.FinishedId)
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await events.WriteAsync(context.Response, id, cancellationToken);
    }

    private static async Task<IResult> CancelAsync(Guid id, ImportStore imports, CancellationToken cancellationToken)
    {
        bool requested = await imports.TryRequestCancelAsync(id, cancellationToken);
        ImportStatus status = await imports.FindAsync(id, withErrors: false, cancellationToken) ?? throw Unknown(id);
        return requested
            ? TypedResults.Accepted($"/api/v1/imports/{id}", status)
            : TypedResults.Problem(
                string.Create(CultureInfo.InvariantCulture, $"The import ended at {status.FinishedAt:u} ({ImportStore.Word(status.State)}); it cannot be cancelled any more."),
                statusCode: StatusCodes.Status409Conflict);
    }

    private static ProblemException Unknown(Guid id) => Problems.NotFound($"There is no import {id}. Finished ones are removed after a while.");
}
