namespace Catalog.Contracts.Brands;

/// <summary>A brand.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name, as the <c>brand</c> filter takes it.</param>
/// <param name="ProductCount">How many products it has.</param>
public sealed record Brand(long Id, string Name, long ProductCount);
