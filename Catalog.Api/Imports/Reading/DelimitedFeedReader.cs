using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Catalog.Api.Imports.Reading;

/// <summary>Reads CSV or TSV: a header, then a row a record.</summary>
internal sealed class DelimitedFeedReader(RecordBuffer buffer, byte delimiter, ImportOptions limits) : IFeedReader
{
    private FeedColumn[] _columns = [];
    private int _skuColumn;

    /// <inheritdoc/>
    public IReadOnlyCollection<FeedColumn> Columns => _columns;

    /// <inheritdoc/>
    public async IAsyncEnumerable<FeedRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte? told = await ReadSeparatorLineAsync(cancellationToken);
        var reader = new DelimitedReader(buffer, told ?? delimiter, firstLine: told is null ? 1 : 2);
        if (!await reader.ReadAsync(cancellationToken))
            throw ImportRejectedException.Unprocessable("The file is empty. It begins with a header: id, title, price and others.");

        _columns = FeedHeader.Read(reader, told ?? delimiter, limits);
        _skuColumn = Array.FindIndex(_columns, column => column.Field == FeedField.Sku);
        if (!await reader.ReadAsync(cancellationToken))
            throw ImportRejectedException.Unprocessable("The file has a header and no rows.");

        do
        {
            yield return ReadRow(reader);
        }
        while (await reader.ReadAsync(cancellationToken));
    }

    /// <summary>Takes the line <c>sep=;</c>, which names the delimiter to a spreadsheet, off the file; null where there is none.</summary>
    private async ValueTask<byte?> ReadSeparatorLineAsync(CancellationToken cancellationToken)
    {
        const int Longest = 7;
        while (buffer.Unread.Length < Longest && !buffer.IsCompleted)
            await buffer.FillAsync(cancellationToken);

        ReadOnlySpan<byte> start = buffer.Unread;
        if (start.Length < Longest || !Ascii.EqualsIgnoreCase(start[..4], "sep="u8) || start[5] is not ((byte)'\n' or (byte)'\r'))
            return null;

        byte told = start[4];
        buffer.Advance(start[5..7] is [(byte)'\r', (byte)'\n'] ? 7 : 6);
        return told is (byte)',' or (byte)';' or (byte)'\t' or (byte)'|'
            ? told
            : throw ImportRejectedException.Unprocessable("The first line tells a separator that is not read. Separate the cells by commas, semicolons, tabs or vertical bars.");
    }

    private FeedRow ReadRow(DelimitedReader reader)
    {
        var row = new FeedRow(reader.Line);
        if (!CheckFields(reader, row))
            return row;

        for (int i = 0; i < _columns.Length; i++)
        {
            if (reader.Fields[i].Length > 0)
                FeedCell.Apply(row, _columns[i], reader.GetText(i));
        }

        row.CompletePrice();
        return row;
    }

    /// <summary>Whether the row's cells can be told apart and read.</summary>
    private bool CheckFields(DelimitedReader reader, FeedRow row)
    {
        for (int i = 0; i < reader.Fields.Count; i++)
        {
            string? column = i < _columns.Length ? _columns[i].Header : null;
            FieldFlaws flaws = reader.Fields[i].Flaws;
            if (flaws != FieldFlaws.None)
            {
                row.Refuse(column, Describe(flaws), Encoding.UTF8.GetString(reader.GetBytes(i)));
                return false;
            }

            if (!reader.IsUtf8 && !Utf8.IsValid(reader.GetBytes(i)))
            {
                row.Refuse(column, "must be valid UTF-8: save the file as UTF-8", Encoding.UTF8.GetString(reader.GetBytes(i)));
                return false;
            }

            // Known from here on, whatever is wrong with the cells that follow.
            if (i == _skuColumn)
                row.Sku = reader.GetText(i).Trim();
        }

        // Spreadsheets like to add empty cells at the end of a row; they say nothing.
        bool fits = reader.Fields.Count == _columns.Length
            || (reader.Fields.Count > _columns.Length && reader.Fields.Skip(_columns.Length).All(field => field.Length == 0));
        if (fits)
            return true;

        // Where a cell is missing, only the first is surely in its place.
        if (_skuColumn != 0)
            row.Sku = null;
        row.Refuse(null, $"must have {_columns.Length} cells, as the header has; this has {reader.Fields.Count}: is a delimiter missing, or one not in quotes?");
        return false;
    }

    private static string Describe(FieldFlaws flaws) => flaws switch
    {
        _ when flaws.HasFlag(FieldFlaws.QuoteNotClosed) =>
            "must have a closing quote, as it begins with one; what follows this line is read as rows of their own",
        _ when flaws.HasFlag(FieldFlaws.TextAfterQuote) => "must not have text after its closing quote: double the quotes inside a quoted cell",
        _ => "must not have a quote inside, as it does not begin with one: put the cell in quotes and double those inside it",
    };
}
