using System.Globalization;
using System.Net.Http.Headers;

namespace Web.Frontend.Api;

/// <summary>Follows the changes of a product; registered without the resilience that would cut a stream off.</summary>
internal sealed class ChangeClient(HttpClient http)
{
    /// <summary>The API's answer, once it has begun to send; whoever asks for it disposes it.</summary>
    /// <exception cref="CatalogException">The API did not answer, or not with success.</exception>
    public Task<HttpResponseMessage> FollowAsync(long id, string? lastEventId, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"changes?product={id}"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is { Length: > 0 })
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        return http.SendToCatalogAsync(request, cancellationToken);
    }
}
