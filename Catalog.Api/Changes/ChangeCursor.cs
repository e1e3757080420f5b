namespace Catalog.Api.Changes;

/// <summary>Where a listener is in a <see cref="ChangeRing"/>.</summary>
/// <param name="Era">What it belongs to: another one begins where changes may be missing.</param>
/// <param name="Next">The number of the entry to read next.</param>
internal readonly record struct ChangeCursor(long Era, long Next);
