namespace Catalog.Api.Imports.Merging;

/// <summary>A merge could not be done; its transaction is undone, and the import still waits.</summary>
/// <param name="importId">The import.</param>
/// <param name="mayPass">Whether it can succeed when it is done again.</param>
/// <param name="innerException">What the database said.</param>
internal sealed class MergeException(Guid importId, bool mayPass, Exception innerException) : Exception(innerException.Message, innerException)
{
    public Guid ImportId { get; } = importId;

    public bool MayPass { get; } = mayPass;
}
