using System.Text;
using System.Text.Unicode;

namespace Catalog.Api.Imports.Reading;

/// <summary>Reads records of CSV or TSV one by one, and knows on which line of the file each begins.</summary>
/// <param name="buffer">The file, from its first record on.</param>
/// <param name="delimiter">What separates the fields.</param>
/// <param name="firstLine">The line on which the first record begins.</param>
internal sealed class DelimitedReader(RecordBuffer buffer, byte delimiter, long firstLine = 1)
{
    private readonly DelimitedScanner _scanner = new(delimiter);
    private ReadOnlyMemory<byte> _record;
    private long _nextLine = firstLine;
    private bool _lineFeedMayFollow;
    private int _length;
    // Bytes after the present record that were scanned for it, or for one before: quotes had swallowed them.
    private int _scannedAhead;

    /// <summary>The line on which the present record begins; the first is 1.</summary>
    public long Line { get; private set; }

    /// <summary>The fields of the present record.</summary>
    public IReadOnlyList<DelimitedField> Fields => _scanner.Fields;

    /// <summary>Whether the present record is valid UTF-8.</summary>
    public bool IsUtf8 { get; private set; }

    /// <summary>Goes to the next record that is not an empty line; false at the end.</summary>
    /// <exception cref="ImportRejectedException">The record is too long: where the next row begins is unknown.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        do
        {
            buffer.Advance(_length);
            _length = 0;
            if (!await ReadRecordAsync(cancellationToken))
                return false;
        }
        while (IsEmptyLine);
        return true;
    }

    /// <summary>The text of a field; its bytes must be valid UTF-8.</summary>
    public string GetText(int field)
    {
        string text = Encoding.UTF8.GetString(GetBytes(field));
        return Fields[field].HasEscapes ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }

    /// <summary>The bytes of a field, doubled quotes and all.</summary>
    public ReadOnlySpan<byte> GetBytes(int field) => _record.Span.Slice(Fields[field].Start, Fields[field].Length);

    private bool IsEmptyLine => Fields.Count == 1 && Fields[0] is { Length: 0, IsQuoted: false };

    private async ValueTask<bool> ReadRecordAsync(CancellationToken cancellationToken)
    {
        if (buffer.Unread.IsEmpty && !await FillAsync(cancellationToken))
            return false;
        if (_lineFeedMayFollow && buffer.Unread[0] == (byte)'\n')
        {
            buffer.Advance(1);
            _scannedAhead = Math.Max(0, _scannedAhead - 1);
            _lineFeedMayFollow = false;
            if (buffer.Unread.IsEmpty && !await FillAsync(cancellationToken))
                return false;
        }

        Line = _nextLine;
        _scanner.Reset(_scannedAhead);
        while (!_scanner.TryScan(buffer.Unread, buffer.IsCompleted, out _length))
        {
            if (!buffer.IsFull)
                await buffer.FillAsync(cancellationToken);
            else if (_scanner.TryGiveUpQuote(buffer.Unread, out _length))
                break;
            else
                throw RowTooLong();
        }

        _scannedAhead = Math.Max(0, Math.Max(_scannedAhead, _scanner.Reached) - _length);
        _record = buffer.Take(_length);
        IsUtf8 = Utf8.IsValid(_record.Span);
        _nextLine += CountLineBreaks(_record.Span);
        _lineFeedMayFollow = _scanner.EndedWithCarriageReturn;
        return true;
    }

    private ImportRejectedException RowTooLong()
    {
        string reason = $"Line {Line}: the row is longer than {buffer.Unread.Length:N0} bytes, the most that an import takes.";
        return ImportRejectedException.Unprocessable(
            _scanner.IsInQuotes ? $"{reason} The quote that opens field {Fields.Count + 1} seems not to be closed." : reason);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (!buffer.IsCompleted)
            await buffer.FillAsync(cancellationToken);
        return !buffer.Unread.IsEmpty;
    }

    /// <summary>CRLF, LF and a CR alone are one line break each.</summary>
    private static int CountLineBreaks(ReadOnlySpan<byte> record)
    {
        int feeds = record.Count((byte)'\n');
        int returns = 0;
        for (int at = record.IndexOf((byte)'\r'); at >= 0;)
        {
            if (at + 1 == record.Length || record[at + 1] != (byte)'\n')
                returns++;
            int next = record[(at + 1)..].IndexOf((byte)'\r');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return feeds + returns;
    }
}
