namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// The beginning of a fill: all fences exist now, the snapshot's tick is the fill tick, and the entry was read after the
/// lease was asked for, so that what another filler has just stored is not made again. The position is that of the last commit
/// applied by then; 0 when there is none, or Redis has lost it.
/// </summary>
internal sealed record FillStart(Snapshot Snapshot, bool HasLease, ulong Position = 0) : IDisposable
{
    public void Dispose() => Snapshot.Dispose();
}
