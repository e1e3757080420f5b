using System.Text;
using System.Text.Json;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Imports;

/// <summary>
/// Sends an import's progress as server-sent events. Every event carries the whole status, so a client that comes back
/// needs nothing of what it missed.
/// </summary>
internal sealed class ImportEventStream(ImportStore store, IOptions<ImportOptions> options, TimeProvider time)
{
    /// <summary>The id of the last event. A client that reconnects with it has seen the end.</summary>
    public const string FinishedId = "finished";

    private const string Progress = "progress";

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    public async Task WriteAsync(HttpResponse response, Guid importId, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // Reverse proxies hold events back otherwise.
        response.Headers["X-Accel-Buffering"] = "no";

        ImportStatus? sent = null;
        long lastWritten = time.GetTimestamp();
        using var timer = new PeriodicTimer(LookInterval, time);
        do
        {
            ImportStatus? status = await store.FindAsync(importId, withErrors: false, cancellationToken);
            if (status is null)
                return;

            if (status.IsFinished)
            {
                status = await store.FindAsync(importId, withErrors: true, cancellationToken) ?? status;
                await WriteEventAsync(response, FinishedId, FinishedId, status, cancellationToken);
                return;
            }

            // Records with a list compare it by reference: an empty array is one object.
            if (status != sent)
                await WriteEventAsync(response, Progress, $"{status.State}-{status.RowsRead}".ToLowerInvariant(), status, cancellationToken);
            else if (time.GetElapsedTime(lastWritten) >= options.Value.EventHeartbeat)
                await WriteAsync(response, ": still here\n\n", cancellationToken);
            else
                continue;

            sent = status;
            lastWritten = time.GetTimestamp();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private static Task WriteEventAsync(
        HttpResponse response, string name, string id, ImportStatus status, CancellationToken cancellationToken) =>
        // JSON has no line ends unless asked for, so that one data line takes it.
        WriteAsync(response, $"event: {name}\nid: {id}\ndata: {JsonSerializer.Serialize(status, CatalogJson.Options)}\n\n", cancellationToken);

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
