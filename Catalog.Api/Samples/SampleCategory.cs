namespace Catalog.Api.Samples;

/// <summary>A category of the sample catalogue that has products.</summary>
/// <param name="Path">From the root, as <c>Home &gt; Kitchen &gt; Kettles</c>.</param>
/// <param name="Cheapest">The lowest price.</param>
/// <param name="Dearest">The highest price.</param>
/// <param name="Nouns">What its products are called.</param>
/// <param name="SizeName">What their sizes are sizes of.</param>
/// <param name="Sizes">The sizes.</param>
/// <param name="Facts">Further attributes and their values.</param>
/// <param name="Sentences">What can be said of them.</param>
internal sealed record SampleCategory(
    string Path,
    double Cheapest,
    double Dearest,
    string[] Nouns,
    string SizeName,
    string[] Sizes,
    IReadOnlyList<(string Name, string[] Values)> Facts,
    string[] Sentences);
