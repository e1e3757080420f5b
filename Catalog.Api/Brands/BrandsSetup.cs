namespace Catalog.Api.Brands;

/// <summary>Registers what brands need.</summary>
internal static class BrandsSetup
{
    public static void AddBrands(this WebApplicationBuilder builder) => builder.Services.AddSingleton<BrandReader>();
}
