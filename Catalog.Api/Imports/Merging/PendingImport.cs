namespace Catalog.Api.Imports.Merging;

/// <summary>An import that waits to be merged.</summary>
internal sealed record PendingImport(Guid Id, bool DryRun, bool IsCancelled, int Attempts);
