using System.Globalization;
using Catalog.Contracts.Products;
using NpgsqlTypes;

namespace Catalog.Api.Products.Listing;

/// <summary>
/// How an order is said in SQL: one key, then the id, both in one direction, so that an index serves it forwards and backwards
/// and a place in it is one row comparison.
/// </summary>
/// <param name="Key">The expression, over <c>p</c>.</param>
/// <param name="KeyAsText">The same as text that <paramref name="Parse"/> reads back exactly.</param>
/// <param name="Type">The key's type.</param>
/// <param name="Descending">Whether the largest comes first.</param>
/// <param name="Parse">Reads a key from a cursor; throws <see cref="FormatException"/> or <see cref="OverflowException"/>.</param>
internal sealed record SortOrder(string Key, string KeyAsText, NpgsqlDbType Type, bool Descending, Func<string, object> Parse)
{
    private static readonly SortOrder ByName = new("p.name_sort", "p.name_sort", NpgsqlDbType.Text, false, text => text);
    private static readonly SortOrder ByPrice = new("p.price", "p.price::text", NpgsqlDbType.Numeric, false,
        text => decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));

    // Microseconds since 1970 are exact both ways.
    private static readonly SortOrder ByAge = new(
        "p.created_at", "(extract(epoch from p.created_at) * 1000000)::bigint::text", NpgsqlDbType.TimestampTz, true,
        text => DateTime.UnixEpoch.AddTicks(checked(long.Parse(text, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond)));

    /// <summary>The order of <paramref name="sort"/>; <paramref name="relevance"/> is the expression that ranks.</summary>
    public static SortOrder Of(ProductSort sort, Func<string> relevance) => sort switch
    {
        ProductSort.PriceAsc => ByPrice,
        ProductSort.PriceDesc => ByPrice with { Descending = true },
        ProductSort.Newest => ByAge,
        ProductSort.Relevance => Ranked(relevance()),
        _ => ByName,
    };

    // Negative, so that the best match comes first in ascending order and equal ones follow by id.
    private static SortOrder Ranked(string relevance) => new(
        $"-{relevance}", $"(-{relevance})::text", NpgsqlDbType.Integer, false, text => int.Parse(text, CultureInfo.InvariantCulture));
}
