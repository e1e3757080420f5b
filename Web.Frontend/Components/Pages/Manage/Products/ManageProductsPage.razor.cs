using Web.Frontend.Api;
using Web.Frontend.Listing;

namespace Web.Frontend.Components.Pages.Manage.Products;

public sealed partial class ManageProductsPage
{
    private const int PageSize = 50;

    private ListingModel? _model;

    protected override async Task OnInitializedAsync()
    {
        var query = ProductQuery.Parse(Http.Request.Query) with { Limit = PageSize };
        _model = await new ListingLoader(Catalog, Navigation).LoadAsync(ListingScope.Manage, query, Aborted);
    }
}
