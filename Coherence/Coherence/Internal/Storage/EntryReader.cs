using System.Text;
using System.Text.Unicode;
using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// Judges what Redis holds for a key. An entry counts if its epoch is the clock's and <em>every</em> one of its tags has a fence
/// no higher than its fill tick: a missing fence means that Redis lost some, so nothing is known of it.
/// </summary>
internal static class EntryReader
{
    /// <summary>The value, or null; a damaged entry is counted and told to the log, once.</summary>
    /// <param name="core">The cache.</param>
    /// <param name="key">The key.</param>
    /// <param name="snapshot">The clock, the fences of <paramref name="tags"/>, the entry.</param>
    /// <param name="tags">The tags that were asked for.</param>
    /// <param name="cells">Their cells, taken before.</param>
    /// <param name="generation">The generation of the cells.</param>
    /// <param name="plan">The policy.</param>
    public static async ValueTask<Found<T>?> ReadAsync<T>(
        CacheCore core, string key, Snapshot snapshot, string[] tags, TagCell[] cells, Generation generation, EntryPlan plan)
    {
        if (snapshot.Entry.IsEmpty || snapshot.Clock is not { } clock)
            return null;
        if (!TryReadHeader(core, key, snapshot, out var header))
            return null;
        var now = core.Runtime.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now >= header.StaleUntil || header.Fill.Epoch != clock.Epoch
            || !TryCheckFences(snapshot, tags, cells, header.Fill.Tick, out var judged, out var unknown))
        {
            if (now < header.StaleUntil)
                core.Metrics.FencedInRedis();
            return null;
        }

        if (unknown is { Count: > 0 })
        {
            // The filler gave it tags that this caller did not name. Cells before fences, as ever.
            string[] others = [.. unknown];
            judged = [.. judged, .. generation.CellsOf(others)];
            using var more = await core.Link.ReadFencesAsync(others).ConfigureAwait(false);
            if (more is null || more.Clock?.Epoch != clock.Epoch || !AreBelow(more.Fences, header.Fill.Tick))
            {
                core.Metrics.FencedInRedis();
                return null;
            }
        }

        // Of another generation than the cells: it may be served, and is not kept.
        var stamp = new EntryStamp(generation, clock.Epoch == generation.Epoch ? clock.Tick : long.MinValue, judged);
        return Unpack<T>(core, snapshot, header, stamp, EntryClock.TimesOf(core.Runtime, header, plan, now), plan.IsSensitive || snapshot.WasSealed);
    }

    /// <summary>The value of an entry in memory; false where it was kept as another type.</summary>
    public static bool TryReadLocally<T>(CacheCore core, LocalEntry entry, out T? value)
    {
        switch (entry)
        {
            case ValueEntry<T> shared:
                value = shared.Value;
                return true;
            case PayloadEntry copied when !Shareable<T>.IsImmutable:
                return TryDeserialize(core, copied, out value);
            default:
                value = default;
                return false;
        }
    }

    private static bool TryDeserialize<T>(CacheCore core, PayloadEntry entry, out T? value)
    {
        try
        {
            value = core.Serializers.For<T>().Deserialize(new(entry.Payload));
            return true;
        }
        catch (Exception e)
        {
            // Stored as another type: a miss.
            core.Metrics.Rejected(e.GetType().Name);
            value = default;
            return false;
        }
    }

    private static bool TryReadHeader(CacheCore core, string key, Snapshot snapshot, out EntryHeader header)
    {
        if (EntryFormat.TryRead(snapshot.Entry.Span, key, out header))
            return true;
        Reject(core, "damaged");
        return false;
    }

    private static bool AreBelow(ReadOnlySpan<long> fences, long tick)
    {
        foreach (var fence in fences)
            if (fence == Snapshot.Missing || fence > tick)
                return false;
        return true;
    }

    private static bool TryCheckFences(Snapshot snapshot, string[] tags, TagCell[] cells, long tick, out TagCell[] judged, out List<string>? unknown)
    {
        unknown = null;
        var stored = EntryFormat.TagsOf(snapshot.Entry.Span);
        var index = 0;
        // As a rule the entry has just the tags that were asked for, in their order.
        var inOrder = 0;
        List<TagCell>? matched = null;
        judged = cells;
        while (EntryFormat.TryReadTag(ref stored, out var name))
        {
            var at = index < tags.Length && Is(tags[index], name) ? index : Find(tags, name);
            index++;
            if (at < 0)
            {
                (unknown ??= []).Add(Encoding.UTF8.GetString(name));
                continue;
            }

            var fence = snapshot.Fences[at];
            if (fence == Snapshot.Missing || fence > tick)
                return false;
            if (matched is null && at == inOrder)
                inOrder++;
            else
                (matched ??= [.. cells.AsSpan(0, inOrder)]).Add(cells[at]);
        }

        if (matched is not null)
            judged = [.. matched];
        else if (inOrder != cells.Length)
            judged = cells[..inOrder];
        return stored.IsEmpty;
    }

    private static int Find(string[] tags, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < tags.Length; i++)
            if (Is(tags[i], name))
                return i;
        return -1;
    }

    // As many bytes as characters: both are ASCII, or they are not the same.
    private static bool Is(string tag, ReadOnlySpan<byte> name) =>
        name.Length == tag.Length ? Ascii.Equals(name, tag) : IsInUtf8(tag, name);

    private static bool IsInUtf8(string tag, ReadOnlySpan<byte> name)
    {
        if (name.Length < tag.Length || name.Length > Encoding.UTF8.GetMaxByteCount(tag.Length))
            return false;
        Span<byte> buffer = stackalloc byte[256];
        return Utf8.FromUtf16(tag, buffer, out _, out var length) is System.Buffers.OperationStatus.Done
            ? buffer[..length].SequenceEqual(name)
            : Encoding.UTF8.GetString(name) == tag;
    }

    private static Found<T>? Unpack<T>(CacheCore core, Snapshot snapshot, EntryHeader header, EntryStamp stamp, EntryTimes times, bool isSensitive)
    {
        if ((header.Flags & EntryFlags.Null) != 0)
            return new Found<T>(default!, null, new ValueEntry<T>(default!, stamp, times, 0) { IsSensitive = isSensitive });
        if (EntryFormat.Unpack(header, EntryFormat.PayloadOf(snapshot.Entry), core.MaximumPayloadBytes) is not { } payload)
        {
            Reject(core, "unpacking");
            return null;
        }

        try
        {
            var value = core.Serializers.For<T>().Deserialize(new(payload));
            if (Shareable<T>.IsImmutable)
                return new Found<T>(value, null, new ValueEntry<T>(value, stamp, times, payload.Length) { IsSensitive = isSensitive });
            // The snapshot's buffer goes back.
            var kept = payload.ToArray();
            return new Found<T>(value, kept, new PayloadEntry(kept, stamp, times) { IsSensitive = isSensitive });
        }
        catch (Exception e)
        {
            Reject(core, e.GetType().Name);
            return null;
        }
    }

    private static void Reject(CacheCore core, string reason)
    {
        core.Metrics.Rejected(reason);
        core.Logger.EntryRejected(reason);
    }
}

/// <summary>A value, as a tier had it. The payload is null where callers may share the value.</summary>
internal sealed record Found<T>(T Value, byte[]? Payload, LocalEntry Entry);
