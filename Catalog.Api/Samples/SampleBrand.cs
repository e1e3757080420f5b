namespace Catalog.Api.Samples;

/// <summary>A made-up brand.</summary>
/// <param name="Name">Its name.</param>
/// <param name="PriceLevel">1 is what others take.</param>
internal sealed record SampleBrand(string Name, double PriceLevel);
