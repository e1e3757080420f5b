using Web.Frontend.Api;
using Web.Frontend.Listing;

namespace Web.Frontend.Components.Pages.Search;

public sealed partial class SearchPage
{
    private const int MaxLength = 200;

    private string? _words;
    private ListingModel? _model;

    protected override async Task OnInitializedAsync()
    {
        var query = ProductQuery.Parse(Http.Request.Query);
        if (query.Search is not { } words)
            return;

        _words = words.Length > MaxLength ? words[..MaxLength] : words;
        _model = await LoadListingAsync(ListingScope.Search, query with { Search = _words });
    }
}
