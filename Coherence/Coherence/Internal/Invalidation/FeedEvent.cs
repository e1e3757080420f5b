using System.Globalization;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// One invalidation, as the channel and the log carry it: <c>epoch tick previous-tick position</c>, then a line for each tag.
/// </summary>
internal sealed record FeedEvent(long Epoch, long Tick, long PreviousTick, string[] Tags)
{
    private const int Numbers = 4;

    public static FeedEvent? Parse(string? text)
    {
        if (text is null)
            return null;
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var head = end < 0 ? text : text[..end];
        Span<Range> words = stackalloc Range[Numbers + 1];
        if (head.AsSpan().Split(words, ' ') < Numbers - 1
            || !TryRead(head.AsSpan(words[0]), out var epoch)
            || !TryRead(head.AsSpan(words[1]), out var tick)
            || !TryRead(head.AsSpan(words[2]), out var previous))
            return null;
        return new FeedEvent(epoch, tick, previous, end < 0 ? [] : text[(end + 1)..].Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool TryRead(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
