using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Web.Frontend.Api;
using Web.Frontend.Formatting;

namespace Web.Frontend.Endpoints;

/// <summary>What the search box offers while somebody types.</summary>
internal static class SuggestionEndpoints
{
    private const int Limit = 8;
    private const int MaxLength = 200;

    public static void MapSuggestions(this IEndpointRouteBuilder app) => app.MapGet("/search/suggestions", GetAsync);

    private static async Task<JsonHttpResult<IEnumerable<SuggestionItem>>> GetAsync(
        string? q, CatalogClient catalog, HttpContext context, CancellationToken cancellationToken)
    {
        var text = q?.Trim() ?? "";
        if (text.Length is 0 or > MaxLength)
            return TypedResults.Json<IEnumerable<SuggestionItem>>([]);

        try
        {
            var suggestions = await catalog.GetSuggestionsAsync(text, Limit, cancellationToken);
            context.Response.Headers[HeaderNames.CacheControl] = "private, max-age=60";
            return TypedResults.Json(suggestions.Select(static suggestion => new SuggestionItem(
                suggestion.Kind.ToString(), suggestion.Text, SiteUrl.Suggestion(suggestion))));
        }
        catch (CatalogException e)
        {
            // The box works without suggestions; an error page would be of no use to the script.
            return TypedResults.Json<IEnumerable<SuggestionItem>>([], statusCode: ErrorStatus(e));
        }
    }

    private static int ErrorStatus(CatalogException e) => Errors.ErrorStatus.Of(e);
}
