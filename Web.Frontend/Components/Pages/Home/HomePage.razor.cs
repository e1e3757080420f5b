using Catalog.Contracts.Categories;
using Catalog.Contracts.Products;
using Web.Frontend.Api;

namespace Web.Frontend.Components.Pages.Home;

public sealed partial class HomePage
{
    private const int NewestCount = 10;
    private const int DepartmentCount = 12;

    private IReadOnlyList<Category> _departments = [];
    private ProductPage? _newest;

    protected override async Task OnInitializedAsync()
    {
        var departments = Catalog.GetCategoriesAsync(depth: 2, Aborted);
        var newest = Catalog.GetProductsAsync(new ProductQuery { Sort = ProductSort.Newest, Limit = NewestCount }, Aborted);
        await Task.WhenAll(departments, newest);
        _departments = [.. (await departments).OrderByDescending(department => department.ProductCount)];
        _newest = await newest;
    }
}
