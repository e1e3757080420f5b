using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Catalog.Api.Imports.Reading;

/// <summary>Reads one JSON object a line; empty lines are passed over.</summary>
internal sealed class NdjsonFeedReader(RecordBuffer buffer, ImportOptions limits) : IFeedReader
{
    /// <summary>Feeds repeat their member names in every row.</summary>
    private readonly Dictionary<string, FeedColumn> _columns = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyCollection<FeedColumn> Columns => _columns.Values;

    /// <inheritdoc/>
    public async IAsyncEnumerable<FeedRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long line = 0;
        bool hasRows = false;
        while (true)
        {
            line++;
            int length = await FindLineAsync(line, cancellationToken);
            if (length == 0)
                break;

            if (!IsBlank(buffer.Unread[..length]))
            {
                hasRows = true;
                yield return Parse(line, buffer.Take(length));
            }

            buffer.Advance(length);
        }

        if (!hasRows)
            throw ImportRejectedException.Unprocessable("The file has no rows. Send one JSON object a line.");
    }

    /// <summary>Bytes of the next line, its line feed included; 0 at the end of the file.</summary>
    private async ValueTask<int> FindLineAsync(long line, CancellationToken cancellationToken)
    {
        int searched = 0;
        while (true)
        {
            int feed = buffer.Unread[searched..].IndexOf((byte)'\n');
            if (feed >= 0)
                return searched + feed + 1;
            if (buffer.IsCompleted)
                return buffer.Unread.Length;
            if (buffer.IsFull)
                throw ImportRejectedException.Unprocessable($"Line {line}: the row is longer than {buffer.Unread.Length:N0} bytes, the most that an import takes.");

            searched = buffer.Unread.Length;
            await buffer.FillAsync(cancellationToken);
        }
    }

    private FeedRow Parse(long line, ReadOnlyMemory<byte> text)
    {
        var row = new FeedRow(line);
        if (!Utf8.IsValid(text.Span))
        {
            row.Refuse(null, "must be valid UTF-8", Encoding.UTF8.GetString(text.Span).Trim());
            return row;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text, FeedJson.DocumentOptions);
            Apply(row, document.RootElement);
        }
        catch (JsonException exception)
        {
            row.Refuse(
                null,
                exception.BytePositionInLine is { } position
                    ? string.Create(CultureInfo.InvariantCulture, $"must be one JSON object on one line; it is broken at byte {position + 1}")
                    : "must be one JSON object that names each member once",
                Encoding.UTF8.GetString(text.Span).Trim());
        }
        catch (InvalidOperationException)
        {
            // What System.Text.Json throws when a text with half of a surrogate pair (\ud83d) is asked for.
            row.Refuse(null, "must be valid Unicode; a text in it has half of a surrogate pair", Encoding.UTF8.GetString(text.Span).Trim());
        }

        return row;
    }

    private void Apply(FeedRow row, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            row.Refuse(null, "must be a JSON object", value.GetRawText());
            return;
        }

        var seen = new List<FeedColumn>();
        foreach (JsonProperty member in value.EnumerateObject())
        {
            FeedColumn column = FindColumn(member.Name);
            if (seen.Find(column.CollidesWith) is { } first)
                row.AddError(column.Header, $"says the same as '{first.Header}': leave one out");
            else if (seen.Count == limits.MaxColumns)
                row.Refuse(null, $"must have at most {limits.MaxColumns} members");
            else
                FeedJson.Apply(row, column, member.Value);

            seen.Add(column);
            if (seen.Count > limits.MaxColumns)
                return;
        }

        row.CompletePrice();
    }

    private FeedColumn FindColumn(string name)
    {
        if (_columns.TryGetValue(name, out FeedColumn? column))
            return column;

        column = FeedColumn.Parse(name);
        // A file with ever new names must not fill the memory.
        if (_columns.Count < limits.MaxColumns)
            _columns.Add(name, column);
        return column;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r\n"u8) < 0;
}
