namespace Catalog.Api.Imports.Merging;

/// <summary>A merge ended without an end: its transaction is undone, the import still waits.</summary>
internal sealed class MergeInterruptedException(Guid importId, Exception innerException) : Exception(innerException.Message, innerException)
{
    public Guid ImportId { get; } = importId;
}
