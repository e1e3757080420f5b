using Catalog.Contracts;
using Catalog.Contracts.Changes;
using Catalog.Contracts.Products;
using Web.Frontend.Formatting;

namespace Web.Frontend.Endpoints;

/// <summary>What an open product page shows anew when the product changes.</summary>
internal sealed record LiveProduct(long Version, string Price, string Availability, string Tone, string Stock, bool IsDeleted)
{
    public static LiveProduct Of(ProductChange change) =>
        Of(change.Version, change.Price, change.Availability, change.Stock, change.Kind is ChangeKind.Deleted);

    public static LiveProduct Of(Product product) => Of(product.Version, product.Price, product.Availability, product.Stock, isDeleted: false);

    private static LiveProduct Of(long version, Money price, Availability availability, int stock, bool isDeleted) => new(
        version, MoneyFormat.Format(price), Words.Of(availability), StockText.Tone(availability), StockText.Left(availability, stock) ?? "", isDeleted);
}
