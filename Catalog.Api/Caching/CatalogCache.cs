using AspireCache.Coherence;
using Catalog.Api.Brands;
using Catalog.Api.Categories;
using Catalog.Api.Products;
using Catalog.Api.Products.Listing;
using Catalog.Contracts.Brands;
using Catalog.Contracts.Categories;
using Catalog.Contracts.Products;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Caching;

/// <summary>Reads through the cache; <see cref="CachePolicies"/> says what is kept and how. That something is not there is kept too.</summary>
internal sealed class CatalogCache(
    HybridCache cache,
    ProductReader products,
    ProductListReader lists,
    CategoryReader categories,
    BrandReader brands,
    IHttpContextAccessor http,
    IOptions<CacheOptions> options,
    IOptions<CoherenceOptions> policies)
{
    private readonly HybridCacheEntryOptions? _product = CachePolicies.EntryOf(CachePolicies.ProductSpace, options.Value, policies.Value);
    private readonly HybridCacheEntryOptions? _sku = CachePolicies.EntryOf(CachePolicies.SkuSpace, options.Value, policies.Value);
    private readonly HybridCacheEntryOptions? _list = CachePolicies.EntryOf(CachePolicies.ListSpace, options.Value, policies.Value);
    private readonly HybridCacheEntryOptions? _category = CachePolicies.EntryOf(CachePolicies.CategorySpace, options.Value, policies.Value);
    private readonly HybridCacheEntryOptions? _roots = CachePolicies.EntryOf(CachePolicies.RootsSpace, options.Value, policies.Value);

    private readonly HybridCacheEntryOptions? _brands = CachePolicies.EntryOf(CachePolicies.BrandsSpace, options.Value, policies.Value);

    private HybridCache Cache
    {
        get
        {
            http.HttpContext?.ReportReads(cache, isBypassed: !options.Value.Enabled);
            return cache;
        }
    }

    public ValueTask<Product?> FindProductAsync(long id, CancellationToken cancellationToken) => Cache.GetOrCreateAsync(
        CachePolicies.ProductKey(id), (products, id),
        static async (state, cancellation) => await state.products.FindAsync(state.id, cancellation),
        _product, CachePolicies.ProductTags(id), cancellationToken);

    public ValueTask<Product?> FindProductBySkuAsync(string sku, CancellationToken cancellationToken) => Cache.GetOrCreateAsync(
        CachePolicies.SkuKey(sku), (products, sku),
        static async (state, cancellation) => await state.products.FindBySkuAsync(state.sku, cancellation),
        _sku, CachePolicies.SkuTags(sku), cancellationToken);

    public async ValueTask<ProductPage> GetPageAsync(ProductListQuery query, CancellationToken cancellationToken) =>
        CachePolicies.IsWorthKeeping(query)
            ? await Cache.GetOrCreateAsync(
                CachePolicies.ListKey(query), (lists, query),
                static async (state, cancellation) => await state.lists.ReadAsync(state.query, cancellation),
                _list, CachePolicies.ListTags(query), cancellationToken)
            : await lists.ReadAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<Category>> GetRootCategoriesAsync(int depth, CancellationToken cancellationToken) => Cache.GetOrCreateAsync(
        CachePolicies.RootsKey(depth), (categories, depth),
        static async (state, cancellation) => await state.categories.ReadRootsAsync(state.depth, cancellation),
        _roots, CachePolicies.CategoriesTags(), cancellationToken);

    public ValueTask<Category?> FindCategoryAsync(long id, int depth, CancellationToken cancellationToken) => Cache.GetOrCreateAsync(
        CachePolicies.CategoryKey(id, depth), (categories, id, depth),
        static async (state, cancellation) => await state.categories.FindAsync(state.id, state.depth, cancellation),
        _category, CachePolicies.CategoriesTags(), cancellationToken);

    public async ValueTask<BrandPage> GetBrandsAsync(string? search, PageCursor? position, int limit, CancellationToken cancellationToken) =>
        position is null
            ? await Cache.GetOrCreateAsync(
                CachePolicies.BrandsKey(search, limit), (brands, search, limit),
                static async (state, cancellation) => await state.brands.ReadAsync(state.search, null, state.limit, cancellation),
                _brands, CachePolicies.CategoriesTags(), cancellationToken)
            : await brands.ReadAsync(search, position, limit, cancellationToken);
}
