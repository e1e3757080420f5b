using System.Globalization;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>What a domain's clock shows: which lineage of Redis data this is, and how many invalidations it has seen.</summary>
internal readonly record struct DomainClock(long Epoch, long Tick)
{
    /// <summary>Reads <c>epoch tick position run</c>; what cannot be read is no clock. A position that is not certain is 0.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DomainClock clock, out ulong position)
    {
        (clock, position) = (default, 0);
        var first = text.IndexOf(' ');
        if (first < 0 || !long.TryParse(text[..first], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch))
            return false;
        var rest = text[(first + 1)..];
        var second = rest.IndexOf(' ');
        if (!long.TryParse(second < 0 ? rest : rest[..second], NumberStyles.None, CultureInfo.InvariantCulture, out var tick))
            return false;
        clock = new DomainClock(epoch, tick);
        rest = second < 0 ? default : rest[(second + 1)..];
        var third = rest.IndexOf(' ');
        _ = ulong.TryParse(third < 0 ? rest : rest[..third], NumberStyles.None, CultureInfo.InvariantCulture, out position);
        return true;
    }
}

/// <summary>What a node knew when it asked Redis something: an answer that shows less comes from lost data.</summary>
internal readonly record struct Knowledge(long Epoch, long Tick);
