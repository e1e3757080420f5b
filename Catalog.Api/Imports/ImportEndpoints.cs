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
using Microsoft.OpenApi;

namespace Catalog.Api.Imports;

/// <summary>Imports: send a file, follow it, cancel it.</summary>
internal static class ImportEndpoints
{
    private const int Latest = 20;
    private const string RetrySeconds = "5";

    public static void MapImports(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder imports = api.MapGroup("/imports").WithTags("Imports").RequireAuthorization(CatalogPolicies.Write)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        imports.MapPost("/", ReceiveAsync).WithName("CreateImport").WithSummary("Import a product feed")
            .WithDescription("""
                Send the file as the body, packed with gzip or not. It is checked and staged while it arrives; the answer comes
                when all of it is here, and it is merged into the catalogue afterwards, whatever happens to this server. Rows
                that are wrong are no error of the request: the import tells them. Cells and members that a row does not have
                leave the product's field as it is.
                """)
            .WithFileBody().WithQuery(ImportRequests.Parameters)
            .WithHeader(ImportRequests.IdHeader, "A UUID of your choice for the import, so that you can follow or cancel it while you send the file.", required: false)
            .Produces<ImportStatus>(StatusCodes.Status202Accepted)
            .WithProblems(StatusCodes.Status400BadRequest, StatusCodes.Status408RequestTimeout, StatusCodes.Status409Conflict,
                StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status429TooManyRequests, StatusCodes.Status507InsufficientStorage)
            .DisableRequestTimeout();
        imports.MapGet("/", ListAsync).WithName("ListImports").WithSummary("The latest 20 imports, the newest first")
            .WithDescription("Without their row errors; ask for a single import to see them.")
            .WithProblems(StatusCodes.Status400BadRequest);
        imports.MapGet("/{id:guid}", GetAsync).WithName("GetImport").WithSummary("How an import is going, or how it ended")
            .WithProblems(StatusCodes.Status404NotFound);
        imports.MapGet("/{id:guid}/events", FollowAsync).WithName("FollowImport")
            .WithSummary("Follow an import by server-sent events")
            .WithDescription("""
                Events 'progress', each with the import's whole status (without row errors), and at last 'finished', with them. A
                client that reconnects after that, with Last-Event-ID: finished, is answered 204.
                """)
            .Produces<ImportStatus>(StatusCodes.Status200OK, "text/event-stream").Produces(StatusCodes.Status204NoContent)
            .WithProblems(StatusCodes.Status404NotFound)
            .DisableRequestTimeout();
        imports.MapDelete("/{id:guid}", CancelAsync).WithName("CancelImport").WithSummary("Cancel an import")
            .WithDescription("It ends 'cancelled' a moment later, unless its merge was committed first. The catalogue is then unchanged.")
            .Produces<ImportStatus>(StatusCodes.Status202Accepted)
            .WithProblems(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
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
        else if (HeadAsGet.IsHead(context))
            context.Response.ContentType = ImportEventStream.MediaType;
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
                status.FinishedAt is { } end
                    ? string.Create(CultureInfo.InvariantCulture, $"The import ended at {end:u} ({ImportStore.Word(status.State)}); it cannot be cancelled any more.")
                    : "The import has been merged; it cannot be cancelled any more.",
                statusCode: StatusCodes.Status409Conflict);
    }

    private static ProblemException Unknown(Guid id) => Problems.NotFound($"There is no import {id}. Finished ones are removed after a while.");

    private static RouteHandlerBuilder WithFileBody(this RouteHandlerBuilder endpoint) => endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        // Not Accepts: routing would answer other types, without saying which ones are read.
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = "The file, in UTF-8. CSV and TSV begin with a header; NDJSON has one object a line.",
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [ImportRequests.Csv] = new() { Schema = text },
                [ImportRequests.Tsv] = new() { Schema = text },
                [ImportRequests.Ndjson] = new() { Schema = text },
            },
        };
        return Task.CompletedTask;
    });
}
