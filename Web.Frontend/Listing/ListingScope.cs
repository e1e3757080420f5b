using Web.Frontend.Api;
using Web.Frontend.Formatting;

namespace Web.Frontend.Listing;

/// <summary>
/// The page that a product list is on, and what that page itself stands for: the category, the brand or the words that its
/// address already says and that are no removable filter there.
/// </summary>
public abstract record ListingScope
{
    /// <summary>All products.</summary>
    public static ListingScope Products { get; } = new ProductsScope();

    /// <summary>The results of a search.</summary>
    public static ListingScope Search { get; } = new SearchScope();

    /// <summary>A brand's products.</summary>
    public static ListingScope Brand(string name) => new BrandScope(name);

    /// <summary>A category's products.</summary>
    public static ListingScope Category(string path) => new CategoryScope(path);

    /// <summary>The table in the management area.</summary>
    public static ListingScope Manage { get; } = new ManageScope();

    /// <summary>The address without parameters: where a form of this page is sent.</summary>
    public abstract string Path { get; }

    /// <summary>The query that the page's own address stands for, with nothing else chosen.</summary>
    public abstract ProductQuery Unfiltered(ProductQuery query);

    /// <summary>The parameters that <paramref name="query"/> needs beside <see cref="Path"/>.</summary>
    public virtual ProductQuery Remaining(ProductQuery query) => query;

    /// <summary>The address that shows the first page of <paramref name="query"/>.</summary>
    public string UrlOf(ProductQuery query) => PageUrl(query with { Cursor = null });

    /// <summary>The address that shows <paramref name="query"/>, at its cursor.</summary>
    public virtual string PageUrl(ProductQuery query) =>
        Path + (Remaining(query) with { Facets = false, Limit = null }).ToQueryString();

    private sealed record ProductsScope : ListingScope
    {
        public override string Path => "/products";

        public override ProductQuery Unfiltered(ProductQuery query) => new() { Search = query.Search };
    }

    private sealed record SearchScope : ListingScope
    {
        public override string Path => "/search";

        public override ProductQuery Unfiltered(ProductQuery query) => new() { Search = query.Search };
    }

    private sealed record ManageScope : ListingScope
    {
        public override string Path => "/manage/products";

        public override ProductQuery Unfiltered(ProductQuery query) => new();
    }

    private sealed record BrandScope(string Name) : ListingScope
    {
        public override string Path => SiteUrl.Brand(Name);

        public override ProductQuery Unfiltered(ProductQuery query) => new() { Brands = [Name] };

        public override ProductQuery Remaining(ProductQuery query) => query with { Brands = [] };
    }

    private sealed record CategoryScope(string Slugs) : ListingScope
    {
        public override string Path => SiteUrl.Category(Slugs);

        public override ProductQuery Unfiltered(ProductQuery query) => new() { Category = Slugs };

        public override ProductQuery Remaining(ProductQuery query) => query with { Category = null };

        // Another category of the tree is another page, not a parameter of this one.
        public override string PageUrl(ProductQuery query) =>
            query.Category is { } category && category != Slugs ? Category(category).PageUrl(query) : base.PageUrl(query);
    }
}
