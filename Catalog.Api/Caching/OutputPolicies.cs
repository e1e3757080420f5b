using System.Globalization;
using Catalog.Api.Http;
using Catalog.Api.Products;
using Catalog.Api.Products.Listing;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Caching;

/// <summary>Says for each kind of answer under which key and tags it is kept; the names are those of <see cref="CachePolicies"/>.</summary>
internal static class OutputPolicies
{
    public static void Add(OutputCacheOptions options)
    {
        options.AddPolicy(CachePolicies.Product, new CatalogOutputPolicy(context =>
            long.TryParse(Route(context, "id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? ($"{context.Request.Path}", CachePolicies.ProductTags(id))
                : null));
        options.AddPolicy(CachePolicies.ProductBySku, new CatalogOutputPolicy(context =>
            ProductLinks.SkuIn(Route(context, "sku")) is { Length: > 0 and <= Products.Validation.ProductLimits.Sku } sku
                ? (CachePolicies.SkuKey(sku), CachePolicies.SkuTags(sku))
                : null));
        options.AddPolicy(CachePolicies.ProductList, new CatalogOutputPolicy(context =>
        {
            var limits = context.RequestServices.GetRequiredService<IOptions<HttpLimitsOptions>>().Value;
            var query = ProductListParameters.Read(context.Request.Query, limits);
            return CachePolicies.IsWorthKeeping(query) ? (CachePolicies.ListKey(query), CachePolicies.ListTags(query)) : null;
        }));
        options.AddPolicy(CachePolicies.Categories, new CatalogOutputPolicy(ByAddress));
        options.AddPolicy(CachePolicies.Brands, new CatalogOutputPolicy(ByAddress));
    }

    private static (string Key, string[] Tags)? ByAddress(HttpContext context)
    {
        const int LongestAddress = 300;
        var address = $"{context.Request.Path}{context.Request.QueryString}";
        return address.Length <= LongestAddress ? (address, CachePolicies.CategoriesTags()) : null;
    }

    private static string? Route(HttpContext context, string name) => context.Request.RouteValues[name] as string;
}
