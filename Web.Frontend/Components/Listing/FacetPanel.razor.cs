using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Components;
using Web.Frontend.Listing;

namespace Web.Frontend.Components.Listing;

/// <summary>The choices that narrow a list, as links: they work everywhere, and can be opened in a new tab.</summary>
public sealed partial class FacetPanel
{
    [Parameter, EditorRequired]
    public ListingModel Model { get; set; } = default!;

    [Parameter, EditorRequired]
    public ProductFacets Facets { get; set; } = default!;

    private List<FacetOption> Categories =>
        [.. Facets.Categories.Select(facet => new FacetOption(
            facet.Category.Name, facet.Count, Model.CategoryUrl(facet.Category.Path), IsChosen: false, IsToggle: false))];

    private List<FacetOption> InStock => [new("In stock now", Facets.InStock, Model.InStockUrl, Model.Query.InStock)];

    private List<FacetOption> Prices =>
        [.. Facets.Prices.Where(range => range.Count > 0).Select(range => new FacetOption(
            ListingModel.Range(range.From, range.To), range.Count, Model.PriceUrl(range), Model.IsChosen(range)))];

    private List<FacetOption> Tags =>
        [.. Facets.Tags.Select(facet => new FacetOption(
            facet.Value, facet.Count, Model.TagUrl(facet.Value), Model.Query.Tags.Contains(facet.Value)))];

    // On a brand's own page its name is no filter.
    private List<FacetOption> Brands => Model.Scope.Remaining(Model.Query).Brands.Count != Model.Query.Brands.Count
        ? []
        : [.. Facets.Brands.Select(facet => new FacetOption(
            facet.Value, facet.Count, Model.BrandUrl(facet.Value), Model.Query.Brands.Contains(facet.Value)))];
}
