namespace Catalog.Contracts.Currencies;

/// <summary>A currency of ISO 4217.</summary>
/// <param name="Code">Its alphabetic code, three capitals.</param>
/// <param name="Decimals">How many decimals its amounts have: the standard's minor unit, 0 to 4.</param>
/// <param name="Name">Its name in English.</param>
public sealed record Currency(string Code, int Decimals, string Name);
