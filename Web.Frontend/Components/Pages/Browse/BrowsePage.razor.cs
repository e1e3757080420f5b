using Web.Frontend.Api;
using Web.Frontend.Listing;

namespace Web.Frontend.Components.Pages.Browse;

public sealed partial class BrowsePage
{
    private ListingModel? _model;

    protected override async Task OnInitializedAsync() =>
        _model = await LoadListingAsync(ListingScope.Products, ProductQuery.Parse(Http.Request.Query));
}
