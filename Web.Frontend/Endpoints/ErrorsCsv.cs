using System.Globalization;
using System.Text;
using Catalog.Contracts.Imports;

namespace Web.Frontend.Endpoints;

/// <summary>Row errors as a file for a spreadsheet: RFC 4180, UTF-8 with a byte order mark.</summary>
internal static class ErrorsCsv
{
    public static byte[] Write(IEnumerable<ImportRowError> errors)
    {
        var text = new StringBuilder("\uFEFFline,sku,column,reason,value\r\n");
        foreach (var error in errors)
        {
            text.Append(CultureInfo.InvariantCulture, $"{error.Line},{Cell(error.Sku)},{Cell(error.Column)},{Cell(error.Reason)},{Cell(error.Value)}\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // What begins like a formula would be run by a spreadsheet; the file it comes from may be anybody's.
    private static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        if (value[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            value = "'" + value;
        return value.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
