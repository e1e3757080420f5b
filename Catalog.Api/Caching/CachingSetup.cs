namespace Catalog.Api.Caching;

/// <summary>Registers the caches.</summary>
internal static class CachingSetup
{
    public static void AddCatalogCaching(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<ICatalogInvalidation, CatalogInvalidation>();
}
