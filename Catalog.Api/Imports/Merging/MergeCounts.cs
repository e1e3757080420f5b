namespace Catalog.Api.Imports.Merging;

/// <summary>What a merge did, or in a dry run would do.</summary>
/// <param name="Inserted">Products made.</param>
/// <param name="Updated">Products changed.</param>
/// <param name="Unchanged">Products that were as the file says.</param>
internal sealed record MergeCounts(long Inserted, long Updated, long Unchanged)
{
    public bool ChangesNothing => Inserted == 0 && Updated == 0;
}
