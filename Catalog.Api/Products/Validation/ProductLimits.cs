namespace Catalog.Api.Products.Validation;

/// <summary>The bounds of a product's fields, as the contracts document them and the schema checks them again.</summary>
internal static class ProductLimits
{
    public const int Sku = 64;
    public const int Name = 300;
    public const int Description = 10_000;
    public const int Brand = 100;
    public const int CategoryLevels = 8;
    public const int CategoryName = 100;
    public const decimal Price = 9_999_999.9999m;
    public const int Stock = 1_000_000_000;
    public const int Tags = 50;
    public const int Tag = 50;
    public const int Link = 2_000;
    public const int AttributesBytes = 16 * 1024;
}
