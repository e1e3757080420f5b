using Microsoft.AspNetCore.Components;
using Web.Frontend.Api;
using Web.Frontend.Listing;

namespace Web.Frontend.Components.Pages.Brands;

public sealed partial class BrandProductsPage
{
    private ListingModel? _model;

    [Parameter]
    public string Name { get; set; } = "";

    protected override async Task OnInitializedAsync()
    {
        var query = ProductQuery.Parse(Http.Request.Query) with { Brands = [Name] };
        var model = await LoadListingAsync(ListingScope.Brand(Name), query);

        // A brand exists by its products: without filters in the way, none means that there is no such brand.
        if (model is { Page.Total: 0, Filters.Count: 0 } && query.Search is null)
            Navigation.NotFound();
        else
            _model = model;
    }
}
