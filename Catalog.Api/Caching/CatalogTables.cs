using AspireCache.Coherence.Postgres;

namespace Catalog.Api.Caching;

/// <summary>
/// The one place that says which entries are made of which tables: a commit drops those that carry a tag of a row that it changed,
/// of the row as it was and of the row as it is.
/// <list type="table">
/// <item><term>products</term><description>product:ID, product-sku:SKU, products, categories, category:PATH for each category on the way to its own</description></item>
/// <item><term>categories</term><description>made or deleted: categories, category:PATH; renamed: catalog, since its name is in products, lists and facets</description></item>
/// <item><term>brands</term><description>made or deleted: categories, which lists of brands carry; renamed: catalog</description></item>
/// </list>
/// TRUNCATE, and a transaction that changes many rows of a table: catalog, which is everything.
/// </summary>
internal static class CatalogTables
{
    public const string Products = "products";

    private const string Categories = "categories";
    private const string Brands = "brands";
    private static readonly string[] Everything = [CachePolicies.CatalogTag];

    public static void Map(PostgresInvalidationOptions options) => options
        .Map(Products, static row => CachePolicies.TagsOf(row["id"]!, row["sku"]!, row["category_path"]!), Everything)
        .Map(
            Categories,
            static row => row.Change is RowChange.Update ? Everything : [CachePolicies.CategoriesTag, CachePolicies.CategoryTag(row["path"]!)],
            Everything)
        // Products that are renamed with their brand are changed rows of their own; a brand that none has is in lists of brands only.
        .Map(Brands, static row => row.Change is RowChange.Update ? Everything : [CachePolicies.CategoriesTag], Everything, keyOnly: true);
}
