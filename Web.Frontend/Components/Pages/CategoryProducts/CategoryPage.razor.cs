using Catalog.Contracts.Categories;
using Microsoft.AspNetCore.Components;
using Web.Frontend.Api;
using Web.Frontend.Listing;

namespace Web.Frontend.Components.Pages.CategoryProducts;

public sealed partial class CategoryPage
{
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

        _category = await Catalog.FindCategoryAsync(path, Aborted);
        if (_category is null)
        {
            Navigation.NotFound();
            return;
        }

        _model = await LoadListingAsync(
            ListingScope.Category(_category.Path), ProductQuery.Parse(Http.Request.Query) with { Category = _category.Path });
    }
}
