namespace Catalog.Api.Samples;

/// <summary>Section <c>Catalog</c>.</summary>
internal sealed class SampleOptions
{
    public const string Section = "Catalog";

    /// <summary>Whether an empty, new database gets the sample catalogue at the first start. Default true.</summary>
    public bool SampleData { get; set; } = true;
}
