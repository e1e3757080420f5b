using System.Globalization;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// One invalidation, as the channel and the log carry it: <c>epoch tick previous-tick position</c>, then a line for each tag. The end of
/// a relay's round has the tick that was reached in both places, and the round as a fifth number; it is in no log.
/// </summary>
internal sealed record FeedEvent(long Epoch, long Tick, long PreviousTick)
{
    private const int Numbers = 4;

    private string _text = "";
    private string[]? _tags;

    public FeedEvent(long epoch, long tick, long previousTick, string[] tags)
        : this(epoch, tick, previousTick) => _tags = tags;

    /// <summary>What it invalidates. Looked at only where its numbers say that it is new.</summary>
    public string[] Tags
    {
        get => _tags ??= ReadTags();
        init => _tags = value;
    }

    /// <summary>The round that has ended: what had committed before it began is applied by this tick. 0 for an invalidation.</summary>
    public long RoundEnded { get; init; }

    public static FeedEvent? Parse(string? text)
    {
        if (text is null)
            return null;
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var head = text.AsSpan(0, end < 0 ? text.Length : end);
        Span<Range> words = stackalloc Range[Numbers + 1];
        var count = head.Split(words, ' ');
        if (count < Numbers - 1 || !TryRead(head[words[0]], out var epoch) || !TryRead(head[words[1]], out var tick) || !TryRead(head[words[2]], out var previous))
            return null;
        var round = 0L;
        if (count > Numbers)
            TryRead(head[words[Numbers]], out round);
        return new FeedEvent(epoch, tick, previous) { _text = text, RoundEnded = round };
    }

    private string[] ReadTags()
    {
        var end = _text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? [] : _text[(end + 1)..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool TryRead(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
