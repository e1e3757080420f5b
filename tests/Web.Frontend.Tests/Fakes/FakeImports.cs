using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Web.Frontend.Tests.Fakes;

/// <summary>Imports whose progress a test writes itself.</summary>
internal sealed class FakeImports
{
    private readonly ConcurrentDictionary<Guid, ImportStatus> _statuses = new();
    private readonly ConcurrentDictionary<Guid, Channel<ImportStatus>> _events = new();

    /// <summary>The bodies received, their length only.</summary>
    public ConcurrentDictionary<Guid, long> Received { get; } = new();

    /// <summary>Completed by the first byte of a body.</summary>
    public TaskCompletionSource FirstByte { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static ImportStatus Status(Guid id, ImportState state) => new(
        id, state, ImportFormat.Csv, ImportMode.Atomic, DryRun: false, "products.csv", BytesRead: 1_234_567, BytesTotal: null,
        RowsRead: 20_000, Inserted: 0, Updated: 0, Unchanged: 0, Invalid: 0, [], null, AttributeColumns: [],
        new DateTimeOffset(2026, 11, 20, 9, 30, 0, TimeSpan.Zero), null);

    public void Set(ImportStatus status)
    {
        _statuses[status.Id] = status;
        Events(status.Id).Writer.TryWrite(status);
    }

    public void Map(IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/imports").AddEndpointFilter(async (context, next) =>
            FakeCatalogApi.IsAuthorized(context.HttpContext)
                ? await next(context)
                : Results.Problem(statusCode: StatusCodes.Status401Unauthorized));
        imports.MapGet("/", () => _statuses.Values.OrderByDescending(status => status.StartedAt));
        imports.MapGet("/{id:guid}", (Guid id) => _statuses.TryGetValue(id, out var status) ? Results.Ok(status) : Results.NotFound());
        imports.MapGet("/{id:guid}/events", (Guid id, CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(FollowAsync(id, cancellationToken)));
        imports.MapPost("/", (Delegate)ReceiveAsync);
        imports.MapDelete("/{id:guid}", Cancel);
    }

    private Channel<ImportStatus> Events(Guid id) => _events.GetOrAdd(id, _ => Channel.CreateUnbounded<ImportStatus>());

    private async Task<IResult> ReceiveAsync(HttpContext context)
    {
        if (context.Request.Query["fileName"].ToString().Contains("refused", StringComparison.Ordinal))
            return Results.Problem("The header has no column “id”.", statusCode: StatusCodes.Status422UnprocessableEntity);

        var id = Guid.Parse(context.Request.Headers["Import-Id"].ToString());
        if (context.Request.Query["fileName"].ToString().Contains("cut-short", StringComparison.Ordinal))
        {
            Set(Status(id, ImportState.Failed) with { Failure = "Line 3 is too long.", Invalid = 1, Errors = [new(2, "price", "must be more than 0", "0 USD", "K-1")] });
            return Results.Problem("Line 3 is too long.", statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        var buffer = new byte[64 * 1024];
        long length = 0;
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            length += read;
            FirstByte.TrySetResult();
        }

        Received[id] = length;
        var skip = context.Request.Query["mode"] == "skip_invalid";
        var status = Status(id, ImportState.Merging) with
        {
            FileName = context.Request.Query["fileName"],
            DryRun = context.Request.Query["dryRun"] == "true",
            Mode = skip ? ImportMode.SkipInvalid : ImportMode.Atomic,
        };
        Set(status);
        return Results.Accepted($"/api/v1/imports/{id}", status);
    }

    private async IAsyncEnumerable<SseItem<string>> FollowAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var status in Events(id).Reader.ReadAllAsync(cancellationToken))
        {
            yield return new SseItem<string>(
                JsonSerializer.Serialize(status, CatalogJson.Options), status.IsFinished ? "finished" : "progress");
            if (status.IsFinished)
                yield break;
        }
    }

    private IResult Cancel(Guid id)
    {
        if (!_statuses.TryGetValue(id, out var status))
            return Results.NotFound();
        if (status.IsFinished)
            return Results.Conflict();

        Set(status with { State = ImportState.Cancelled });
        return Results.Accepted();
    }
}
