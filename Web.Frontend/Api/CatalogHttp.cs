using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Catalog.Contracts;
using Polly;

namespace Web.Frontend.Api;

/// <summary>Sends requests to the API, and turns whatever goes wrong into a <see cref="CatalogException"/>.</summary>
internal static class CatalogHttp
{
    public static async Task<T> GetCatalogAsync<T>(this HttpClient http, string path, CancellationToken cancellationToken)
    {
        using var response = await http.SendToCatalogAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return await response.ReadCatalogAsync<T>(cancellationToken);
    }

    /// <summary>As <see cref="GetCatalogAsync"/>, but null where the API answers 404.</summary>
    public static async Task<T?> FindCatalogAsync<T>(this HttpClient http, string path, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await http.GetCatalogAsync<T>(path, cancellationToken);
        }
        catch (CatalogProblemException e) when (e.Problem.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Sends <paramref name="request"/>; returns once the headers are there, for any status below 400.</summary>
    /// <exception cref="CatalogException">The API did not answer, or not with success.</exception>
    public static async Task<HttpResponseMessage> SendToCatalogAsync(
        this HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception e) when (IsOutage(e, cancellationToken))
        {
            throw new CatalogUnavailableException("The catalogue does not answer.", innerException: e);
        }

        if ((int)response.StatusCode < 400)
            return response;

        using (response)
            throw await ToExceptionAsync(response, cancellationToken);
    }

    public static async Task<T> ReadCatalogAsync<T>(this HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(CatalogJson.Options, cancellationToken)
                ?? throw new JsonException("The answer is null.");
        }
        catch (Exception e) when (e is JsonException || IsOutage(e, cancellationToken))
        {
            throw new CatalogUnavailableException("The catalogue's answer could not be read.", innerException: e);
        }
    }

    private static bool IsOutage(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or IOException or ExecutionRejectedException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static async Task<CatalogException> ToExceptionAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var retryAfter = RetryAfter(response.Headers.RetryAfter, response.Headers.Date);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            return new CatalogBusyException(retryAfter);
        if ((int)response.StatusCode >= 500)
            return new CatalogUnavailableException($"The catalogue answered {(int)response.StatusCode}.", retryAfter);

        return new CatalogProblemException(await ReadProblemAsync(response, cancellationToken));
    }

    // Counted from the answer's own date: the two machines' clocks need not agree.
    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset? sentAt) =>
        header?.Delta ?? (header?.Date - sentAt);

    private static async Task<CatalogProblem> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        ProblemDocument? document = null;
        try
        {
            document = await response.Content.ReadFromJsonAsync<ProblemDocument>(CatalogJson.Options, cancellationToken);
        }
        catch (Exception e) when (e is JsonException || IsOutage(e, cancellationToken))
        {
            // The status alone has to do.
        }

        return new CatalogProblem(
            status,
            document?.Title ?? response.ReasonPhrase ?? $"Status {status}",
            document?.Detail,
            document?.Errors ?? [],
            document?.CurrentVersion);
    }

    private sealed record ProblemDocument(
        string? Title, string? Detail, Dictionary<string, string[]>? Errors, long? CurrentVersion);
}
