using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AspireCache.Coherence;
using Catalog.Api.Brands;
using Catalog.Api.Products.Listing;
using Catalog.Contracts.Products;
using Microsoft.Extensions.Caching.Hybrid;

namespace Catalog.Api.Caching;

/// <summary>
/// The one place that decides what is cached, under which key, with which tags and, unless section <c>Cache:Namespaces</c> says
/// otherwise, for how long.
/// <list type="table">
/// <item><term><c>product:42</c></term><description>a product, or that there is none; tags product:42</description></item>
/// <item><term><c>product-sku:ABC</c></term><description>the same by sku; tags product-sku:ABC</description></item>
/// <item><term><c>list:HASH</c></term><description>first page of a list; tags products, or category:PATH where it is of one category</description></item>
/// <item><term><c>category:7:1</c></term><description>a category with one level below it; tags categories</description></item>
/// <item><term><c>categories:1</c></term><description>the roots with one level below them; tags categories</description></item>
/// <item><term><c>brands:HASH:50</c></term><description>first page of the brands; tags categories</description></item>
/// </list>
/// Everything has the tag <c>catalog</c> too. A change of product 42 in home/kitchen drops product:42, product-sku:…, products,
/// categories, category:home and category:home/kitchen.
/// </summary>
internal static class CachePolicies
{
    /// <summary>The names of the output cache's policies, which endpoints give to CacheOutput.</summary>
    public const string Product = "product";
    public const string ProductBySku = "product-by-sku";
    public const string ProductList = "product-list";
    public const string Categories = "categories";
    public const string Brands = "brands";

    /// <summary>What stands before the colon of a key, and has a policy.</summary>
    public const string ProductSpace = "product";
    public const string SkuSpace = "product-sku";
    public const string ListSpace = "list";
    public const string CategorySpace = "category";
    public const string RootsSpace = "categories";
    public const string BrandsSpace = "brands";

    /// <summary>Whole answers.</summary>
    public const string AnswerSpace = "output";

    public const string CatalogTag = "catalog";
    public const string ListsTag = "products";
    public const string CategoriesTag = "categories";

    // Searches of many words and rare combinations of filters are asked once; keeping them would only drive out the others.
    private const int LongestSearch = 60;
    private const int MostChoices = 4;

    /// <summary>
    /// How long Microsoft's engine keeps anything in memory unless told otherwise: its replicas do not get each other's
    /// invalidations.
    /// </summary>
    private static readonly TimeSpan DeafExpiration = TimeSpan.FromSeconds(2);

    /// <summary>What holds where the configuration says nothing.</summary>
    public static void SetDefaults(CoherenceOptions options)
    {
        options.Domain = "catalog";
        // A request reads through it twice at most, the whole answer and the data: one whose Redis hangs loses less than 100 ms.
        options.RedisTimeout = TimeSpan.FromMilliseconds(25);
        // Commits are in the database's log, whatever becomes of a writer's own invalidation.
        options.InvalidationTimeout = TimeSpan.FromSeconds(1);
        foreach (var name in (string[])[ProductSpace, SkuSpace])
        {
            options.Namespaces[name] = new NamespacePolicy
            {
                Expiration = TimeSpan.FromMinutes(5),
                FailSafeMaxDuration = TimeSpan.FromMinutes(10),
                // Who asks for what is not there may ask for anything: it should not stay long.
                NullExpiration = TimeSpan.FromMinutes(1),
            };
        }

        // Nobody waits for a list that is asked for all the time.
        foreach (var name in (string[])[ListSpace, CategorySpace, RootsSpace, BrandsSpace])
        {
            options.Namespaces[name] = new NamespacePolicy
            {
                Expiration = TimeSpan.FromSeconds(30),
                FailSafeMaxDuration = TimeSpan.FromMinutes(1),
                EagerRefreshThreshold = 0.8,
            };
        }
    }

    public static bool IsAnythingSensitive(CoherenceOptions options) =>
        options.Defaults.Sensitive == true || options.Namespaces.Values.Any(static policy => policy.Sensitive == true);

    public static string ProductKey(long id) => string.Create(CultureInfo.InvariantCulture, $"product:{id}");

    public static string SkuKey(string sku) => "product-sku:" + sku;

    public static string CategoryKey(long id, int depth) => string.Create(CultureInfo.InvariantCulture, $"category:{id}:{depth}");

    public static string RootsKey(int depth) => string.Create(CultureInfo.InvariantCulture, $"categories:{depth}");

    /// <summary>The first page of the brands with such a name. As long for a search of any length.</summary>
    public static string BrandsKey(string? search, int limit) =>
        string.Create(CultureInfo.InvariantCulture, $"brands:{Convert.ToHexStringLower(BrandReader.Fingerprint(search))}:{limit}");

    /// <summary>As long for a query of any length.</summary>
    public static string ListKey(ProductListQuery query)
    {
        var list = Convert.ToHexStringLower(ProductListQuery.Fingerprint(query.Filter, query.Sort));
        return string.Create(CultureInfo.InvariantCulture, $"list:{list}:{query.Limit}{(query.WithFacets ? ":facets" : "")}");
    }

    /// <summary>Whether somebody else is likely to ask the same soon: first pages with few conditions.</summary>
    public static bool IsWorthKeeping(ProductListQuery query) =>
        query.Position is null
        && (query.Filter.Search?.Length ?? 0) <= LongestSearch
        && query.Filter.Brands.Length + query.Filter.Tags.Length <= MostChoices;

    public static string[] ProductTags(long id) => [CatalogTag, ProductKey(id)];

    public static string[] SkuTags(string sku) => [CatalogTag, SkuKey(sku)];

    public static string[] ListTags(ProductListQuery query) =>
        [CatalogTag, query.Filter.CategoryPath is { } path ? CategoryTag(path) : ListsTag];

    public static string[] CategoriesTags() => [CatalogTag, CategoriesTag];

    /// <summary>Everything that a change of a product makes wrong.</summary>
    /// <param name="now">The product as it is, or was before it was deleted.</param>
    /// <param name="before">As it was before it was changed.</param>
    public static IReadOnlyCollection<string> TagsOf(Product now, Product? before)
    {
        var tags = new HashSet<string>(StringComparer.Ordinal) { ProductKey(now.Id), ListsTag, CategoriesTag };
        foreach (var version in before is null ? [now] : (Product[])[now, before])
        {
            tags.Add(SkuKey(version.Sku));
            foreach (var category in version.CategoryPath)
                tags.Add(CategoryTag(category.Path));
        }

        return tags;
    }

    /// <summary>Everything that a change of a row of products makes wrong, as the log shows the row.</summary>
    public static IEnumerable<string> TagsOf(string id, string sku, string categoryPath)
    {
        yield return "product:" + id;
        yield return SkuKey(sku);
        yield return ListsTag;
        yield return CategoriesTag;
        for (var end = categoryPath.Length; end > 0; end = categoryPath.LastIndexOf('/', end - 1))
            yield return CategoryTag(categoryPath[..end]);
    }

    /// <summary>What a call says of its entries. Nothing for Coherence, which knows the policies of namespaces itself.</summary>
    public static HybridCacheEntryOptions? EntryOf(string space, CacheOptions cache, CoherenceOptions policies)
    {
        if (!cache.Enabled)
            return new() { Flags = HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCache };
        if (cache.ParsedEngine == CacheEngine.Coherence)
            return null;
        var policy = policies.Namespaces[space];
        return new()
        {
            Expiration = policy.Expiration ?? policies.Defaults.Expiration,
            LocalCacheExpiration = policy.LocalCacheExpiration ?? policies.Defaults.LocalCacheExpiration ?? DeafExpiration,
        };
    }

    /// <summary>Lists of one category; a path that a client made up may be long.</summary>
    public static string CategoryTag(string path) => path.Length <= 100
        ? "category:" + path
        : "category:#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
}
