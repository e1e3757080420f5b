namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>Reads of who had just committed on the same node.</summary>
/// <param name="Reads">How many.</param>
/// <param name="Wrong">How many brought less than what had been written.</param>
internal sealed record OwnReads(long Reads, long Wrong);
