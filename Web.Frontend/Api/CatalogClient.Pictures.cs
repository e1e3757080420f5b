using Microsoft.Net.Http.Headers;

namespace Web.Frontend.Api;

internal sealed partial class CatalogClient
{
    /// <summary>The answer to a request for a product's picture: the picture, 304, or a redirection to where it is.</summary>
    /// <param name="id">The product.</param>
    /// <param name="conditions">The visitor's request headers; the conditional ones are passed on.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<HttpResponseMessage> GetPictureAsync(long id, IHeaderDictionary conditions, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"products/{Segment(id)}/picture");
        foreach (var name in (ReadOnlySpan<string>)[HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince])
        {
            if (conditions.TryGetValue(name, out var value))
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
        }

        return http.SendToCatalogAsync(request, cancellationToken);
    }
}
