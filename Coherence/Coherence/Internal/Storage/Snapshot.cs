using System.Buffers;
using System.Runtime.InteropServices;
using AspireCache.Coherence.Internal.Invalidation;
using StackExchange.Redis;

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

    /// <summary>Whether Redis holds the entry sealed.</summary>
    public bool WasSealed { get; init; }

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

/// <summary>Bytes that came in an array of their own: there is nothing to return.</summary>
internal sealed class WholeBytes(RedisValue value) : IMemoryOwner<byte>
{
    public Memory<byte> Memory { get; } = MemoryMarshal.AsMemory((ReadOnlyMemory<byte>)value);

    public void Dispose()
    {
    }
}

/// <summary>
/// The beginning of a fill: all fences exist now, the snapshot's tick is the fill tick, and the entry was read after the
/// lease was asked for, so that what another filler has just stored is not made again. The position is that of the last commit
/// applied by then; 0 when there is none, or Redis has lost it.
/// </summary>
internal sealed record FillStart(Snapshot Snapshot, bool HasLease, ulong Position = 0) : IDisposable
{
    public void Dispose() => Snapshot.Dispose();
}
