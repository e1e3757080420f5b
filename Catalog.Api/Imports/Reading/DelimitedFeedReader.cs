using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Catalog.Api.Imports.Reading;

/// <summary>Reads CSV or TSV: a header, then a row a record.</summary>
internal sealed class DelimitedFeedReader(RecordBuffer buffer, byte delimiter, ImportOptions limits) : IFeedReader
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<FeedRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new DelimitedReader(buffer, delimiter);
        if (!await reader.ReadAsync(cancellationToken))
            throw ImportRejectedException.Unprocessable("The file is empty. It begins with a header: id, title, price and others.");

        FeedColumn[] columns = FeedHeader.Read(reader, delimiter, limits);
        if (!await reader.ReadAsync(cancellationToken))
            throw ImportRejectedException.Unprocessable("The file has a header and no rows.");

        do
        {
            yield return ReadRow(reader, columns);
        }
        while (await reader.ReadAsync(cancellationToken));
    }

    private static FeedRow ReadRow(DelimitedReader reader, FeedColumn[] columns)
    {
        var row = new FeedRow(reader.Line);
        if (!CheckFields(reader, columns, row))
            return row;

        for (int i = 0; i < columns.Length; i++)
        {
            if (reader.Fields[i].Length > 0)
                FeedCell.Apply(row, columns[i], reader.GetText(i));
        }

        return row;
    }

    /// <summary>Whether the row's cells can be told apart and read.</summary>
    private static bool CheckFields(DelimitedReader reader, FeedColumn[] columns, FeedRow row)
    {
        for (int i = 0; i < reader.Fields.Count; i++)
        {
            string? column = i < columns.Length ? columns[i].Header : null;
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
        }

        // Spreadsheets like to add empty cells at the end of a row; they say nothing.
        bool fits = reader.Fields.Count == columns.Length
            || (reader.Fields.Count > columns.Length && reader.Fields.Skip(columns.Length).All(field => field.Length == 0));
        if (!fits)
            row.Refuse(null, $"must have {columns.Length} cells, as the header has; this has {reader.Fields.Count}: is a delimiter missing, or one not in quotes?");
        return fits;
    }

    private static string Describe(FieldFlaws flaws) => flaws switch
    {
        _ when flaws.HasFlag(FieldFlaws.QuoteNotClosed) =>
            "must have a closing quote, as it begins with one; what follows this line is read as rows of their own",
        _ when flaws.HasFlag(FieldFlaws.TextAfterQuote) => "must not have text after its closing quote: double the quotes inside a quoted cell",
        _ => "must not have a quote inside, as it does not begin with one: put the cell in quotes and double those inside it",
    };
}
