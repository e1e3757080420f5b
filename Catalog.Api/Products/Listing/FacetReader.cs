using Catalog.Contracts.Categories;
using Catalog.Contracts.Products;
using Npgsql;

namespace Catalog.Api.Products.Listing;

/// <summary>Counts what each further choice would leave: the commands for a batch, and their results in the same order.</summary>
internal static class FacetReader
{
    private const int Most = 20;
    private const int MostCategories = 100;

    public static IEnumerable<NpgsqlBatchCommand> Commands(ResolvedFilter filter)
    {
        var categories = new ProductSql();
        yield return categories
            .Add($"select category.id, category.name, category.path, counted.count from (select p.category_lineage[{categories.Value(filter.CategoryDepth + 1)}] as id, count(*) as count from products as p")
            .Where(filter)
            .Add("group by 1) as counted join categories as category on category.id = counted.id")
            .Add($"order by counted.count desc, category.name limit {MostCategories}")
            .Build();

        // What is chosen already stays visible, however few products it has.
        var brands = new ProductSql();
        yield return brands
            .Add("select brand.name, counted.count from (select p.brand_id as id, count(*) as count from products as p")
            .Where(filter, except: Facet.Brand)
            .Add($"and p.brand_id is not null group by 1 order by p.brand_id = any ({brands.Value(filter.BrandIds)}) desc, 2 desc, 1 limit {Most})")
            .Add("as counted join brands as brand on brand.id = counted.id order by counted.count desc, brand.name")
            .Build();

        var tags = new ProductSql();
        yield return tags
            .Add("select tag, count(*) from products as p cross join unnest(p.tags) as tag")
            .Where(filter)
            .Add($"group by tag order by tag = any ({tags.Value(filter.Filter.Tags)}) desc, 2 desc, 1 limit {Most}")
            .Build();

        var prices = new ProductSql();
        yield return prices
            .Add($"select width_bucket(p.price, {prices.Value(PriceRanges.Ladder)}) - 1, count(*), max(p.price) from products as p")
            .Where(filter, except: Facet.Price)
            .Add("group by 1")
            .Build();

        yield return new ProductSql()
            .Add("select count(*) from products as p")
            .Where(filter, except: Facet.InStock)
            .Add("and p.availability = 'in_stock'")
            .Build();
    }

    public static async Task<ProductFacets> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var categories = await ReadNextAsync(reader,
            row => new CategoryFacet(new CategoryLink(row.GetInt64(0), row.GetString(1), row.GetString(2)), row.GetInt64(3)), cancellationToken);
        var brands = await ReadNextAsync(reader, row => new FacetCount(row.GetString(0), row.GetInt64(1)), cancellationToken);
        var tags = await ReadNextAsync(reader, row => new FacetCount(row.GetString(0), row.GetInt64(1)), cancellationToken);
        var prices = await ReadNextAsync(reader, row => (row.GetInt32(0), row.GetInt64(1), row.GetDecimal(2)), cancellationToken);
        var inStock = await ReadNextAsync(reader, row => row.GetInt64(0), cancellationToken);
        return new ProductFacets(categories, brands, tags, PriceRanges.Merge(prices), inStock[0]);
    }

    private static async Task<List<T>> ReadNextAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        var items = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            items.Add(read(reader));

        return items;
    }
}
