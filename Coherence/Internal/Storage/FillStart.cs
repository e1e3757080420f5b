namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// The beginning of a fill: all fences exist now, the snapshot's tick is the fill tick, and the entry was read after the
/// lease was asked for, so that what another filler has just stored is not made again.
/// </summary>
internal sealed record FillStart(Snapshot Snapshot, bool HasLease) : IDisposable
{
    public void Dispose() => Snapshot.Dispose();
}
