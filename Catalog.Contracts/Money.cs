namespace Catalog.Contracts;

/// <summary>A price.</summary>
/// <param name="Amount">In units of the currency, at most four decimals, 0 to 9,999,999.9999.</param>
/// <param name="Currency">An ISO 4217 alphabetic code in capitals, such as <c>USD</c>.</param>
public sealed record Money(decimal Amount, string Currency);
