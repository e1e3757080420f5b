using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Components;
using Web.Frontend.Api;

namespace Web.Frontend.Listing;

/// <summary>Loads the product list of a page.</summary>
internal sealed class ListingLoader(CatalogClient catalog, NavigationManager navigation)
{
    /// <summary>The list, or null when the visitor was sent to its first page because the cursor is of no use any more.</summary>
    public async Task<ListingModel?> LoadAsync(ListingScope scope, ProductQuery query, CancellationToken cancellationToken)
    {
        var page = LoadPageAsync(scope, query, cancellationToken);
        var categoryName = scope.Remaining(query).Category is { } path ? NameOfAsync(path, cancellationToken) : Task.FromResult<string?>(null);
        await Task.WhenAll(page, categoryName);
        return await page is { } found ? new ListingModel(scope, query, found, await categoryName) : null;
    }

    private async Task<ProductPage?> LoadPageAsync(ListingScope scope, ProductQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await catalog.GetProductsAsync(query, cancellationToken);
        }
        catch (CatalogProblemException e) when (e.Problem.Status == StatusCodes.Status400BadRequest && query.Cursor is not null)
        {
            navigation.NavigateTo(scope.UrlOf(query));
            return null;
        }
    }

    private async Task<string?> NameOfAsync(string path, CancellationToken cancellationToken) =>
        (await catalog.FindCategoryAsync(path, cancellationToken))?.Name;
}
