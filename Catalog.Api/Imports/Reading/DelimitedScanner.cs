using System.Buffers;

namespace Catalog.Api.Imports.Reading;

/// <summary>
/// Finds the end of one record of RFC 4180 and its fields, in UTF-8 bytes. It can stop at the end of the data at any
/// byte and go on when there is more.
/// </summary>
/// <remarks>
/// <para>
/// A cell whose quotes run over line ends in a record whose quotes then turn out wrong (text follows a closing quote, one stands
/// alone or is missing) has swallowed other rows. The record then ends with the line on which that cell begins, and the lines
/// after it are scanned again. Among them no quotes may run over a line end, so that every byte is looked at a bounded number
/// of times.
/// </para>
/// <para>
/// Not a general CSV library: those read decoded text, where an invalid byte has already become U+FFFD, and repair or
/// refuse what they find wrong. An import must name line and column, and go on with the next row.
/// </para>
/// </remarks>
internal sealed class DelimitedScanner(byte delimiter)
{
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create([CarriageReturn, LineFeed]);

    private readonly SearchValues<byte> _unquotedStops = SearchValues.Create([delimiter, Quote, CarriageReturn, LineFeed]);
    private readonly List<DelimitedField> _fields = [];
    private State _state;
    private FieldFlaws _flaws;
    private bool _quoted;
    private bool _escaped;
    private int _position;
    private int _fieldStart;
    private int _contentEnd;
    private int _scannedBefore;

    private enum State
    {
        FieldStart,
        Unquoted,
        Quoted,
        QuoteInQuoted,
        AfterQuoted,
    }

    /// <summary>The fields of the record that was found last; positions count from its first byte.</summary>
    public IReadOnlyList<DelimitedField> Fields => _fields;

    /// <summary>Whether a line that ended a record may still have its line feed ahead: it ended with a carriage return.</summary>
    public bool EndedWithCarriageReturn { get; private set; }

    /// <summary>The data seen so far ends inside quotes.</summary>
    public bool IsInQuotes => _state == State.Quoted;

    /// <summary>How far the scan came, from the record's first byte, where quotes had swallowed other rows; else 0.</summary>
    public int Reached { get; private set; }

    /// <summary>Makes ready for the next record.</summary>
    /// <param name="scannedBefore">Bytes that were scanned for an earlier record, which had swallowed them.</param>
    public void Reset(int scannedBefore = 0)
    {
        _fields.Clear();
        _position = 0;
        _scannedBefore = scannedBefore;
        Reached = 0;
        EndedWithCarriageReturn = false;
        BeginField();
    }

    /// <summary>
    /// Goes on with the record that begins at <paramref name="data"/>'s first byte. False: it does not end in it.
    /// </summary>
    /// <param name="data">All of the record that was read so far.</param>
    /// <param name="isFinal">Nothing follows: the end of the data ends the record.</param>
    /// <param name="length">Bytes of the record, its line end included.</param>
    public bool TryScan(ReadOnlySpan<byte> data, bool isFinal, out int length)
    {
        while (_position < data.Length)
        {
            if (Step(data))
            {
                length = _position;
                return true;
            }
        }

        if (isFinal && !(_state == State.Quoted && TryEndAtOpeningLine(data)))
        {
            if (_state == State.Quoted)
                _flaws |= FieldFlaws.QuoteNotClosed;
            EndField();
        }

        length = _position;
        return isFinal;
    }

    /// <summary>
    /// Where the data ends inside quotes that opened on an earlier line: ends the record with that line.
    /// </summary>
    /// <param name="data">All of the record that was read so far.</param>
    /// <param name="length">Bytes of the record, its line end included.</param>
    public bool TryGiveUpQuote(ReadOnlySpan<byte> data, out int length)
    {
        bool isGivenUp = _state is State.Quoted or State.QuoteInQuoted && TryEndAtOpeningLine(data);
        length = _position;
        return isGivenUp;
    }

    /// <summary>Looks at one byte, or a run of ordinary ones. True: the record ended.</summary>
    private bool Step(ReadOnlySpan<byte> data)
    {
        switch (_state)
        {
            case State.FieldStart when data[_position] == Quote:
                _state = State.Quoted;
                _quoted = true;
                _fieldStart = ++_position;
                return false;

            case State.FieldStart:
                _state = State.Unquoted;
                return false;

            case State.Quoted:
                return StepQuoted(data);

            case State.QuoteInQuoted when data[_position] == Quote:
                _state = State.Quoted;
                _escaped = true;
                _position++;
                return false;

            case State.QuoteInQuoted:
                _state = State.AfterQuoted;
                _contentEnd = _position - 1;
                return false;

            default:
                return StepUnquoted(data);
        }
    }

    private bool StepQuoted(ReadOnlySpan<byte> data)
    {
        int quote = data[_position..].IndexOf(Quote);
        int end = quote < 0 ? data.Length : _position + quote;
        // The last line that was scanned before may run on: what follows it is new.
        ReadOnlySpan<byte> again = data[_position..Math.Clamp(_scannedBefore - 1, _position, end)];
        if (again.IndexOfAny(LineEnds) is >= 0 and int lineEnd)
        {
            _position += lineEnd + 1;
            return TryEndAtOpeningLine(data);
        }

        _position = end;
        if (quote >= 0)
        {
            _position++;
            _state = State.QuoteInQuoted;
        }

        return false;
    }

    private bool StepUnquoted(ReadOnlySpan<byte> data)
    {
        int run = data[_position..].IndexOfAny(_unquotedStops);
        if (_state == State.AfterQuoted && run != 0)
        {
            _flaws |= FieldFlaws.TextAfterQuote;
            if (TryEndAtOpeningLine(data))
                return true;
        }

        if (run < 0)
        {
            _position = data.Length;
            return false;
        }

        _position += run;
        byte stop = data[_position];
        if (stop == Quote)
        {
            _position++;
            return StepStrayQuote(data);
        }

        EndField();
        _position++;
        if (stop == delimiter)
        {
            BeginField();
            return false;
        }

        EndedWithCarriageReturn = stop == CarriageReturn;
        return true;
    }

    /// <summary>RFC 4180 has no quote here; in TSV it means itself, as nothing there can be mistaken for a delimiter.</summary>
    private bool StepStrayQuote(ReadOnlySpan<byte> data)
    {
        if (_state == State.AfterQuoted || delimiter == (byte)'\t')
            return false;

        _flaws |= FieldFlaws.QuoteInUnquoted;
        return TryEndAtOpeningLine(data);
    }

    /// <summary>
    /// Ends the record with the line on which its first cell that runs over a line end begins; false where there is none.
    /// </summary>
    private bool TryEndAtOpeningLine(ReadOnlySpan<byte> data)
    {
        int lineEnd = -1;
        for (int i = 0; i < _fields.Count && lineEnd < 0; i++)
        {
            DelimitedField field = _fields[i];
            lineEnd = data.Slice(field.Start, field.Length).IndexOfAny(LineEnds);
            if (lineEnd >= 0)
            {
                (_fieldStart, _quoted, _escaped) = (field.Start, true, field.HasEscapes);
                _fields.RemoveRange(i, _fields.Count - i);
            }
        }

        if (lineEnd < 0)
            lineEnd = data[_fieldStart.._position].IndexOfAny(LineEnds);
        if (lineEnd < 0)
            return false;

        Reached = _position;
        _state = State.Quoted;
        _flaws = FieldFlaws.QuoteNotClosed;
        _position = _fieldStart + lineEnd;
        EndField();
        EndedWithCarriageReturn = data[_position] == CarriageReturn;
        _position++;
        return true;
    }

    private void BeginField()
    {
        _state = State.FieldStart;
        _flaws = FieldFlaws.None;
        _quoted = _escaped = false;
        _fieldStart = _position;
    }

    private void EndField()
    {
        int end = _state switch
        {
            State.AfterQuoted => _contentEnd,
            State.QuoteInQuoted => _position - 1,
            _ => _position,
        };
        _fields.Add(new DelimitedField(_fieldStart, end - _fieldStart, _quoted, _escaped, _flaws));
    }
}
