namespace Catalog.Api.Categories;

/// <summary>Registers what categories need.</summary>
internal static class CategoriesSetup
{
    public static void AddCategories(this WebApplicationBuilder builder) => builder.Services.AddSingleton<CategoryReader>();
}
