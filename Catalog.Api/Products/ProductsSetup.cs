using Catalog.Api.Idempotency;
using Catalog.Api.Products.Listing;
using Catalog.Api.Products.Suggestions;
using Catalog.Api.Products.Writing;

namespace Catalog.Api.Products;

/// <summary>Registers what products need.</summary>
internal static class ProductsSetup
{
    public static void AddProducts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProductReader>();
        builder.Services.AddSingleton<ProductListReader>();
        builder.Services.AddSingleton<ProductWriter>();
        builder.Services.AddSingleton<SuggestionReader>();
        builder.Services.AddHostedService<IdempotencyCleanup>();
    }
}
