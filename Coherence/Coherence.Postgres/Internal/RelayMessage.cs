using System.Globalization;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>
/// What travels in the log beside rows, under a prefix of the domain's own.
/// <list type="table">
/// <item><term><c>b</c> relay space number</term><description>a beat of the relay: everything before it in the log has been read</description></item>
/// <item><term><c>t</c> line feed, tags, a line each</term><description>tags that a transaction invalidates if it commits</description></item>
/// </list>
/// </summary>
internal static class RelayMessage
{
    private const char Separator = '\n';

    public static string PrefixOf(string domain) => "coherence." + domain;

    public static string Beat(string relay, long number) => string.Create(CultureInfo.InvariantCulture, $"b{relay} {number}");

    public static string Tags(IEnumerable<string> tags) => "t" + Separator + string.Join(Separator, tags);

    /// <summary>The beat's number, if the message is one of this relay.</summary>
    public static long? ReadBeat(ReadOnlySpan<char> message, string relay)
    {
        if (message.IsEmpty || message[0] != 'b')
            return null;
        var text = message[1..];
        var space = text.IndexOf(' ');
        return space > 0 && text[..space].SequenceEqual(relay) && long.TryParse(text[(space + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    /// <summary>The tags, if the message names some.</summary>
    public static string[]? ReadTags(string message) =>
        message.StartsWith("t" + Separator, StringComparison.Ordinal) ? message[2..].Split(Separator, StringSplitOptions.RemoveEmptyEntries) : null;
}
