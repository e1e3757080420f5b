using System.Text;

namespace AspireCache.Coherence.Postgres.Internal.Outbox;

/// <summary>
/// Reads a row as Postgres writes it: <c>(1,"a ""b""",,t)</c>. Fields are as <c>psql</c> shows them; an empty one is NULL, and one in
/// quotes doubles its quotes and backslashes. See https://www.postgresql.org/docs/current/rowtypes.html#ROWTYPES-IO-SYNTAX.
/// </summary>
internal static class RecordText
{
    /// <summary>The row's fields, in the order of its columns.</summary>
    /// <exception cref="FormatException">It is no such text.</exception>
    public static List<string?> Read(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] != '(' || text[^1] != ')')
            throw new FormatException("A row's text is in parentheses.");
        var fields = new List<string?>();
        var rest = text[1..^1];
        while (true)
        {
            fields.Add(ReadField(ref rest));
            if (rest.IsEmpty)
                return fields;
            if (rest[0] != ',')
                throw new FormatException("A comma is missing between two fields of a row's text.");
            rest = rest[1..];
        }
    }

    private static string? ReadField(ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || rest[0] != '"')
        {
            var end = rest.IndexOf(',');
            var plain = end < 0 ? rest : rest[..end];
            rest = rest[plain.Length..];
            return plain.IsEmpty ? null : plain.ToString();
        }

        var field = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            var isDoubled = i + 1 < rest.Length && rest[i] == rest[i + 1] && rest[i] is '"' or '\\';
            if (rest[i] == '"' && !isDoubled)
            {
                rest = rest[(i + 1)..];
                return field.ToString();
            }

            field.Append(rest[i]);
            if (isDoubled)
                i++;
        }

        throw new FormatException("A field of a row's text has no closing quote.");
    }
}
