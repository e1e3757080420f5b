using System.Text;
using System.Text.Json;
using Catalog.Contracts;
using Catalog.Contracts.Changes;
using Web.Frontend.Api;
using Web.Frontend.Errors;

namespace Web.Frontend.Endpoints;

/// <summary>
/// Keeps open product pages current: the API's stream of changes, line by line, with the data as the page shows it. First comes the
/// product as it is, for it may have changed between the page and the stream.
/// </summary>
internal static class LiveProductEndpoints
{
    private const string EventLine = "event: ";
    private const string DataLine = "data: ";
    private const string Product = "product";
    private const string Reload = "reload";

    // Everybody who has the page open is told at once; they should not all ask at once.
    private const int MostWaitMilliseconds = 500;

    public static void MapLiveProducts(this IEndpointRouteBuilder app) => app.MapGet("/live/products/{id:long}", FollowAsync);

    private static async Task FollowAsync(
        long id, HttpContext context, ChangeClient changes, CatalogClient catalog, IHostApplicationLifetime lifetime)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            using var source = await changes.FollowAsync(id, context.Request.Headers["Last-Event-ID"], end.Token);
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            await WriteAsync(context.Response, await CurrentAsync(catalog, id, end.Token), end.Token);
            using var reader = new StreamReader(await source.Content.ReadAsStreamAsync(end.Token));
            await CopyAsync(reader, context.Response, () => RereadAsync(catalog, id, end.Token), end.Token);
        }
        catch (CatalogException e) when (!context.Response.HasStarted)
        {
            // The page stays as it is; the script tries again later.
            context.Response.StatusCode = ErrorStatus.Of(e);
        }
        catch (Exception e) when (e is CatalogException or HttpRequestException or IOException or OperationCanceledException)
        {
            // The browser left, the API or this server stops. A browser that is still there comes back.
        }
    }

    private static async Task CopyAsync(StreamReader source, HttpResponse response, Func<Task<string>> reread, CancellationToken cancellationToken)
    {
        var block = new StringBuilder();
        var kind = "";
        while (await source.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(EventLine, StringComparison.Ordinal))
                kind = line[EventLine.Length..];
            else if (kind == Product && line.StartsWith(DataLine, StringComparison.Ordinal))
                line = Data(LiveProduct.Of(JsonSerializer.Deserialize<ProductChange>(line[DataLine.Length..], CatalogJson.Options)!));
            block.Append(line).Append('\n');
            if (line.Length > 0)
                continue;
            // What was missed does not matter: the product as it is now does.
            if (kind == Reload)
                block.Append(await reread());
            await WriteAsync(response, block.ToString(), cancellationToken);
            block.Clear();
            kind = "";
        }
    }

    private static async Task<string> RereadAsync(CatalogClient catalog, long id, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(MostWaitMilliseconds)), cancellationToken);
        return await CurrentAsync(catalog, id, cancellationToken);
    }

    private static async Task<string> CurrentAsync(CatalogClient catalog, long id, CancellationToken cancellationToken) =>
        await catalog.FindProductAsync(id, cancellationToken) is { } product
            ? $"{EventLine}{Product}\n{Data(LiveProduct.Of(product))}\n\n"
            : "";

    private static string Data(LiveProduct product) => DataLine + JsonSerializer.Serialize(product, CatalogJson.Options);

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
