using Catalog.Contracts.Categories;
using Microsoft.AspNetCore.Components;
using Web.Frontend.Api;
using Web.Frontend.Listing;

namespace Web.Frontend.Components.Pages.CategoryProducts;

public sealed partial class CategoryPage
{
    private const int ChildCount = 12;

    private Category? _category;
    private ListingModel? _model;

    [Parameter]
    public string? Path { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var path = Path?.Trim('/') ?? "";
        if (path.Length == 0)
        {
            Navigation.NavigateTo("/products");
            return;
        }

        if (await Catalog.FindCategoryAsync(path, Aborted) is not { } category)
        {
            Navigation.NotFound();
            return;
        }

        // The largest first: with a hundred of them, those are the ones looked for.
        _category = category with { Children = [.. category.Children.OrderByDescending(child => child.ProductCount)] };

        _model = await LoadListingAsync(
            ListingScope.Category(_category.Path), ProductQuery.Parse(Http.Request.Query) with { Category = _category.Path });
    }
}
