using System.Text;
using System.Text.Json;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Catalog.Api.Imports;

/// <summary>
/// Sends an import's progress as server-sent events. Every event carries the whole status, so a client that comes back
/// needs nothing of what it missed.
/// </summary>
internal sealed class ImportEventStream(
    ImportStore store, IOptions<ImportOptions> options, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>The id of the last event. A client that reconnects with it has seen the end.</summary>
    public const string FinishedId = "finished";

    public const string MediaType = "text/event-stream";

    private const string Progress = "progress";

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    public async Task WriteAsync(HttpResponse response, Guid importId, CancellationToken cancellationToken)
    {
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        // Reverse proxies hold events back otherwise.
        response.Headers["X-Accel-Buffering"] = "no";

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await FollowAsync(response, importId, end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // This server stops, and must not wait for the import: the client comes back, to another one.
        }
    }

    private async Task FollowAsync(HttpResponse response, Guid importId, CancellationToken cancellationToken)
    {
        ImportStatus? sent = null;
        long lastWritten = time.GetTimestamp();
        using var timer = new PeriodicTimer(LookInterval, time);
        do
        {
            ImportStatus? status = await LookAsync(importId, sent, cancellationToken);
            if (status is null)
                return;

            if (status.IsFinished)
            {
                await WriteEventAsync(response, FinishedId, FinishedId, status, cancellationToken);
                return;
            }

            if (IsNews(status, sent))
                await WriteEventAsync(response, Progress, $"{status.State}-{status.RowsRead}-{status.Progress?.Done}".ToLowerInvariant(), status, cancellationToken);
            else if (time.GetElapsedTime(lastWritten) >= options.Value.EventHeartbeat)
                await WriteAsync(response, ": still here\n\n", cancellationToken);
            else
                continue;

            sent = status;
            lastWritten = time.GetTimestamp();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    // A pace changes as time passes: that alone is no news. Records with a list compare it by reference: an empty array is one object.
    private static bool IsNews(ImportStatus status, ImportStatus? sent) =>
        status with { Progress = null } != (sent is null ? null : sent with { Progress = null })
        || (status.Progress?.Phase, status.Progress?.Done) != (sent?.Progress?.Phase, sent?.Progress?.Done);

    /// <summary>The import's present status; what was known of it while the database is away; null when it is gone.</summary>
    private async Task<ImportStatus?> LookAsync(Guid importId, ImportStatus? known, CancellationToken cancellationToken)
    {
        try
        {
            ImportStatus? status = await store.FindAsync(importId, withErrors: false, cancellationToken);
            return status is { IsFinished: true } ? await store.FindAsync(importId, withErrors: true, cancellationToken) : status;
        }
        catch (NpgsqlException) when (known is not null)
        {
            return known;
        }
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
