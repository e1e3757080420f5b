namespace Catalog.Api.Samples;

/// <summary>A department of the sample catalogue, as <c>Data/catalogue.txt</c> describes it.</summary>
internal sealed record SampleDepartment(
    string Name,
    IReadOnlyList<SampleBrand> Brands,
    string[] Models,
    string[] Looks,
    string[] Closings,
    IReadOnlyList<SampleCategory> Categories);
