using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Microsoft.AspNetCore.Http.Extensions;

namespace Web.Frontend.Api;

/// <summary>
/// Sends files and follows events: requests that last as long as they last. It is registered without the resilience that
/// would cut them off, and nothing of a body is kept in memory.
/// </summary>
internal sealed class ImportStreamClient(HttpClient http)
{
    /// <summary>Sends a file on as it arrives; returns once the API has stored all of it.</summary>
    public async Task<ImportStatus> StartAsync(ImportUpload upload, Stream file, CancellationToken cancellationToken)
    {
        var query = new QueryBuilder
        {
            { "mode", WireName.Of(upload.Mode) },
            { "dryRun", upload.DryRun ? "true" : "false" },
        };
        if (upload.FileName is { Length: > 0 } fileName)
            query.Add("fileName", fileName);

        var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeOf(upload.Format));
        var request = new HttpRequestMessage(HttpMethod.Post, "imports" + query) { Content = content };
        request.Headers.Add("Import-Id", upload.Id.ToString());
        request.Headers.ExpectContinue = true; // A refusal (401, 415, 429) comes before the file is sent.

        using var response = await http.SendToCatalogAsync(request, cancellationToken);
        return await response.ReadCatalogAsync<ImportStatus>(cancellationToken);
    }

    /// <summary>What the API tells of an import, until it has ended.</summary>
    public async IAsyncEnumerable<ImportStatus> FollowAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"imports/{id}/events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await http.SendToCatalogAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var events = SseParser.Create(stream, static (_, data) => JsonSerializer.Deserialize<ImportStatus>(data, CatalogJson.Options));
        await foreach (var item in events.EnumerateAsync(cancellationToken))
        {
            if (item.Data is { } status)
                yield return status;
        }
    }

    private static string MediaTypeOf(ImportFormat format) => format switch
    {
        ImportFormat.Tsv => "text/tab-separated-values",
        ImportFormat.Ndjson => "application/x-ndjson",
        _ => "text/csv",
    };
}
