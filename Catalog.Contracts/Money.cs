namespace Catalog.Contracts;

/// <summary>A price.</summary>
/// <param name="Amount">In units of the currency, with at most the decimals that it has by ISO 4217 (2 for most, 0 to 4), 0 to 9,999,999.9999.</param>
/// <param name="Currency">An ISO 4217 alphabetic code in capitals, such as <c>USD</c>.</param>
public sealed record Money(decimal Amount, string Currency);
