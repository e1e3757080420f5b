using System.Buffers;
using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// The clock and the fences of some tags, read as one atomic snapshot, and the entry that was read after them or with them.
/// Dispose it to give the entry's buffer back.
/// </summary>
internal sealed class Snapshot(DomainClock? clock, long[] fences, IMemoryOwner<byte>? entry) : IDisposable
{
    /// <summary>The fence of a tag that Redis does not hold: evicted, expired, lost, or never made.</summary>
    public const long Missing = -1;

    private IMemoryOwner<byte>? _entry = entry;

    /// <summary>Null when Redis holds none, or none that can be read.</summary>
    public DomainClock? Clock { get; } = clock;

    /// <summary>One for each tag that was asked for, in that order.</summary>
    public ReadOnlySpan<long> Fences => fences;

    /// <summary>The entry as stored; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Entry => _entry is null ? default : _entry.Memory;

    /// <summary>
    /// Raises cells to the fences shown, as if the feed had brought them, so that nothing in memory is served that the answer has
    /// shown to be invalid. Of a tag whose fence Redis has lost nothing is known up to the clock's tick.
    /// </summary>
    /// <param name="generation">That of the cells.</param>
    /// <param name="cells">The cells of the tags that were asked for, taken before.</param>
    /// <returns>Whether it shows that generation's epoch.</returns>
    public bool Teach(Generation generation, ReadOnlySpan<TagCell> cells)
    {
        if (Clock is not { } clock || clock.Epoch != generation.Epoch)
            return false;
        for (var i = 0; i < cells.Length; i++)
            generation.Raise(cells[i], fences[i] == Missing ? clock.Tick : Math.Min(fences[i], clock.Tick));
        return true;
    }

    public void Dispose() => Interlocked.Exchange(ref _entry, null)?.Dispose();
}
