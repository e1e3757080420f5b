using Microsoft.AspNetCore.Components;
using Web.Frontend.Api;
using Web.Frontend.Listing;

namespace Web.Frontend.Components.Pages;

/// <summary>What the pages that read the catalogue share.</summary>
public abstract class CatalogPage : ComponentBase
{
    [CascadingParameter]
    public HttpContext Http { get; set; } = default!;

    [Inject]
    public NavigationManager Navigation { get; set; } = default!;

    /// <summary>The address that search engines should know the page by: without parameters.</summary>
    protected string Canonical => Absolute(Http.Request.Path.ToUriComponent());

    /// <summary>Ends when the visitor goes away.</summary>
    protected CancellationToken Aborted => Http.RequestAborted;

    [Inject]
    private protected CatalogClient Catalog { get; set; } = default!;

    /// <summary>An address of this site with its scheme and host.</summary>
    protected string Absolute(string path) => Navigation.ToAbsoluteUri(path).AbsoluteUri;

    /// <summary>Loads a list with its facets; null when the visitor is being sent on instead.</summary>
    protected Task<ListingModel?> LoadListingAsync(ListingScope scope, ProductQuery query) =>
        new ListingLoader(Catalog, Navigation).LoadAsync(scope, query with { Facets = true }, Aborted);
}
