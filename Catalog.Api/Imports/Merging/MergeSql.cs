namespace Catalog.Api.Imports.Merging;

/// <summary>The statements of a merge. Each handles all rows at once, and joins staged rows to the catalogue by sku.</summary>
/// <remarks>
/// Their order keeps concurrent edits safe at READ COMMITTED.
/// <list type="bullet">
/// <item>Locks are taken as every other writer takes them: products (in the order of their sku), brands, categories, new
/// skus, search words. What waits for a lock holds none that comes after it, so there is no ring.</item>
/// <item><see cref="LockChanged"/> works out the new values from the rows as they are once locked: an edit that committed a
/// moment before is built upon, not undone, and one that comes later waits and finds a new version.</item>
/// <item><see cref="FindNew"/> comes before <see cref="LockChanged"/>: a product that is made in between then breaks the
/// unique index in <see cref="Insert"/> and the merge is done again; the other way round it would be passed over.</item>
/// </list>
/// </remarks>
internal static class MergeSql
{
    /// <summary>
    /// The check lets a statement whose client died end within a second, instead of keeping its locks until it is done;
    /// servers on Windows cannot do it.
    /// </summary>
    public const string Settings = """
        set local jit = off;
        set local work_mem = '64MB';
        do $$
        begin
          perform set_config('client_connection_check_interval', '1s', true);
        exception when others then
          null;
        end
        $$
        """;

    /// <summary>The brands that are there already.</summary>
    public const string LookUpBrands = """
        create temporary table import_brands on commit drop as
        select given.brand, known.id as brand_id
        from (select distinct brand from {rows} where valid and brand <> '') as given
        left join brands as known on known.key = lower(normalize(given.brand, nfkc));
        analyze import_brands
        """;

    /// <summary>The categories that are there already. Slugs take time, and paths share their names: each is made once.</summary>
    public const string LookUpCategories = """
        create temporary table import_categories on commit drop as
        with given as materialized (select distinct category from {rows} where valid and category <> ''),
        parts as materialized (
          select category, i, trim(part) as name
          from given, unnest(string_to_array(category, '>')) with ordinality as parts (part, i)),
        slugs as materialized (select name, slug(name) as slug from (select distinct name from parts) as names),
        paths as (select category, string_agg(slug, '/' order by i) as path from parts join slugs using (name) group by category)
        select paths.category, known.id as category_id
        from paths left join categories as known using (path);
        analyze import_categories
        """;

    public const string MakeBrands = """
        update import_brands as wanted set brand_id = made.brand_id
        from resolve_brands(array(select brand from import_brands where brand_id is null)) as made
        where made.brand = wanted.brand
        """;

    public const string MakeCategories = """
        update import_categories as wanted set category_id = made.category_id
        from resolve_categories(array(select category from import_categories where category_id is null)) as made
        where made.category = wanted.category
        """;

    public const string FindNew = """
        create temporary table import_new on commit drop as
        select staged.line
        from {rows} as staged
        where staged.valid and not exists (select from products as product where product.sku = staged.sku)
        """;

    public const string LockChanged = $"""
        create temporary table import_changed on commit drop as
        select product.id, wanted.* {FromChanged}
        order by product.sku
        for no key update of product
        """;

    /// <summary>How many products a merge would change.</summary>
    public const string CountChanged = $"select count(*) {FromChanged}";

    /// <summary>How many products a merge is about to write.</summary>
    public const string CountWritten = "select (select count(*) from import_new) + (select count(*) from import_changed)";

    public const string CountNew = "select count(*) from import_new";

    public const string CountValid = "select count(*) from {rows} where valid";

    // Each row is counted as it is written, here and in Insert: what is volatile is worked out after joins and sorting.
    public const string Update = """
        update products as product set
          name = case when nextval('import_staging.written') > 0 then wanted.name end, description = wanted.description,
          brand_id = case when wanted.brand_id = -1 then (select brand_id from import_brands where brand = wanted.brand) else wanted.brand_id end,
          category_id = case when wanted.category_id = -1 then (select category_id from import_categories where category = wanted.category) else wanted.category_id end,
          price = wanted.price, currency = wanted.currency, stock = wanted.stock, availability = wanted.availability,
          tags = wanted.tags, image_link = wanted.image_link, attributes = wanted.attributes
        from import_changed as wanted
        where product.id = wanted.id
        """;

    public const string Insert = """
        insert into products
          (sku, name, description, brand_id, category_id, price, currency, stock, availability, tags, image_link, attributes)
        select case when nextval('import_staging.written') > 0 then staged.sku end,
          staged.name, coalesce(staged.description, ''), brand.brand_id, category.category_id,
          staged.price, staged.currency, coalesce(staged.stock, 0),
          coalesce(nullif(staged.availability, ''), case when staged.stock > 0 then 'in_stock' else 'out_of_stock' end),
          coalesce(staged.tags, '{}'), nullif(staged.image_link, ''), staged.attributes
        from {rows} as staged
        join import_new using (line)
        left join import_brands as brand using (brand)
        left join import_categories as category using (category)
        order by staged.line
        """;

    /// <summary>
    /// Products that a row changes, and the values it gives them. In a staged row null says nothing, and '' empties; a brand
    /// or category that is yet to be made has the id -1, which differs from every one that is there.
    /// </summary>
    private const string FromChanged = """
        from {rows} as staged
        join products as product on product.sku = staged.sku
        left join import_brands as brand on brand.brand = staged.brand
        left join import_categories as category on category.category = staged.category
        cross join lateral (select
          staged.brand,
          staged.category,
          staged.name,
          coalesce(staged.description, product.description) as description,
          case when staged.brand is null then product.brand_id when staged.brand <> '' then coalesce(brand.brand_id, -1) end as brand_id,
          case when staged.category is null then product.category_id when staged.category <> '' then coalesce(category.category_id, -1) end as category_id,
          staged.price,
          staged.currency,
          coalesce(staged.stock, product.stock) as stock,
          case
            when staged.availability <> '' then staged.availability
            when staged.availability = '' or (staged.stock is not null and product.availability in ('in_stock', 'out_of_stock'))
              then case when coalesce(staged.stock, product.stock) > 0 then 'in_stock' else 'out_of_stock' end
            else product.availability
          end as availability,
          coalesce(staged.tags, product.tags) as tags,
          case when staged.image_link is null then product.image_link else nullif(staged.image_link, '') end as image_link,
          (case when staged.replaces_attributes then '{}' else product.attributes end || staged.attributes) - staged.removed_attributes as attributes
        ) as wanted
        where staged.valid
          and (product.name, product.description, product.brand_id, product.category_id, product.price, product.currency,
               product.stock, product.availability, product.tags, product.image_link, product.attributes)
            is distinct from
              (wanted.name, wanted.description, wanted.brand_id, wanted.category_id, wanted.price, wanted.currency,
               wanted.stock, wanted.availability, wanted.tags, wanted.image_link, wanted.attributes)
        """;
}
