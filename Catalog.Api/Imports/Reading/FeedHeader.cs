using System.Text.Unicode;

namespace Catalog.Api.Imports.Reading;

/// <summary>Reads the header of CSV or TSV.</summary>
internal static class FeedHeader
{
    private static readonly (FeedField Field, string Name)[] Required =
        [(FeedField.Sku, "id"), (FeedField.Name, "title"), (FeedField.Price, "price")];

    /// <param name="reader">At the header.</param>
    /// <param name="delimiter">What separates the fields.</param>
    /// <param name="limits">How many columns there may be.</param>
    /// <exception cref="ImportRejectedException">A column is missing or there twice, or this is no such header.</exception>
    public static FeedColumn[] Read(DelimitedReader reader, byte delimiter, ImportOptions limits)
    {
        if (reader.Fields.Count > limits.MaxColumns)
            throw ImportRejectedException.Unprocessable($"The header has {reader.Fields.Count:N0} columns; an import takes at most {limits.MaxColumns:N0}.");

        int open = reader.Fields.ToList().FindIndex(field => field.Flaws.HasFlag(FieldFlaws.QuoteNotClosed));
        if (open >= 0)
            throw ImportRejectedException.Unprocessable($"The header (line {reader.Line}) has a quote that is not closed: the one that opens column {open + 1}.");

        var columns = new FeedColumn[reader.Fields.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            if (!reader.IsUtf8 && !Utf8.IsValid(reader.GetBytes(i)))
                throw ImportRejectedException.Unprocessable("The header is not valid UTF-8. Save the file as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 in.csv > out.csv");

            columns[i] = FeedColumn.Parse(reader.GetText(i));
        }

        CheckDuplicates(columns);
        CheckRequired(columns, delimiter);
        return columns;
    }

    private static void CheckDuplicates(FeedColumn[] columns)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            int first = Array.FindIndex(columns, 0, i, columns[i].CollidesWith);
            if (first >= 0)
                throw ImportRejectedException.Unprocessable($"Columns {first + 1} and {i + 1}, '{columns[first].Header}' and '{columns[i].Header}', say the same thing. Leave one out.");
        }
    }

    private static void CheckRequired(FeedColumn[] columns, byte delimiter)
    {
        string[] missing = [.. Required.Where(one => !columns.Any(column => column.Field == one.Field)).Select(one => $"'{one.Name}'")];
        if (missing.Length == 0)
            return;

        string found = string.Join(", ", columns.Take(30).Select(column => $"'{Shorten(column.Header)}'"));
        string message = $"The header has no column {string.Join(", ", missing)}. Columns found: {found}{(columns.Length > 30 ? ", …" : "")}.";
        throw ImportRejectedException.Unprocessable(message + Hint(columns, delimiter));
    }

    private static string Hint(FeedColumn[] columns, byte delimiter)
    {
        if (columns.Length != 1)
            return "";
        string header = columns[0].Header;
        return header switch
        {
            _ when header.Contains(';', StringComparison.Ordinal) => " The file seems to be separated by semicolons: save it with commas or tabs.",
            _ when header.Contains('\t', StringComparison.Ordinal) && delimiter != (byte)'\t' => " The file seems to be separated by tabs: send it as text/tab-separated-values.",
            _ when header.Contains(',', StringComparison.Ordinal) && delimiter != (byte)',' => " The file seems to be separated by commas: send it as text/csv.",
            _ when header.StartsWith('{') => " The file seems to be JSON: send it as application/x-ndjson.",
            _ => "",
        };
    }

    private static string Shorten(string header) => header.Length <= 40 ? header : header[..39] + "…";
}
