using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Components;
using Web.Frontend.Api;
using Web.Frontend.Formatting;

namespace Web.Frontend.Components.Pages.ProductDetail;

public sealed partial class ProductDetailPage
{
    private const int RelatedCount = 5;

    private Product? _product;
    private string _canonical = "";
    private IReadOnlyList<ProductSummary> _related = [];

    [Parameter]
    public long Id { get; set; }

    [Parameter]
    public string? Slug { get; set; }

    protected override async Task OnInitializedAsync()
    {
        if (await Catalog.FindProductAsync(Id, Aborted) is not { } product)
        {
            Navigation.NotFound();
            return;
        }

        var address = SiteUrl.Product(product.Id, product.Name);
        if (Slug != Formatting.Slug.Of(product.Name))
        {
            // Renamed, or a shortened link: one product has one address.
            Http.Response.Redirect(address, permanent: true);
            return;
        }

        _canonical = Absolute(address);
        _related = await LoadRelatedAsync(product);
        _product = product;
    }

    private async Task<IReadOnlyList<ProductSummary>> LoadRelatedAsync(Product product)
    {
        if (product.CategoryPath.Count == 0)
            return [];

        try
        {
            var query = new ProductQuery { Category = product.CategoryPath[^1].Path, InStock = true, Limit = RelatedCount + 1 };
            var page = await Catalog.GetProductsAsync(query, Aborted);
            return [.. page.Items.Where(item => item.Id != product.Id).Take(RelatedCount)];
        }
        catch (CatalogException)
        {
            return []; // The page is whole without them.
        }
    }
}
