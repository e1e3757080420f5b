using System.Net.Http.Headers;
using System.Net.Http.Json;
using Catalog.Contracts;
using Catalog.Contracts.Imports;

namespace AspireCache.EndToEnd.Tests;

/// <summary>Imports over HTTP, as a script would.</summary>
internal static class ImportClient
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Sends a CSV feed under an id of the client's; the answer is the API's first one.</summary>
    public static async Task<HttpResponseMessage> ImportCsvAsync(this HttpClient client, Guid id, Stream feed, string query, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/imports{query}") { Content = new StreamContent(feed) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        request.Headers.Add("Import-Id", id.ToString());
        return await client.SendAsync(request, cancellationToken);
    }

    /// <summary>Asks until the import has ended; an API that does not answer for a while is asked again.</summary>
    public static async Task<ImportStatus> WaitForImportAsync(this HttpClient client, Guid id, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var status = await client.GetFromJsonAsync<ImportStatus>($"/api/v1/imports/{id}", CatalogJson.Options, cancellationToken);
                if (status!.IsFinished) return status;
            }
            catch (HttpRequestException)
            {
                // A fault test has killed somebody.
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }
}
