using System.Buffers;

namespace Catalog.Api.Imports.Reading;

/// <summary>
/// Finds the end of one record of RFC 4180 and its fields, in UTF-8 bytes. It can stop at the end of the data at any
/// byte and go on when there is more, so each byte is looked at once.
/// </summary>
/// <remarks>
/// Not a general CSV library: those read decoded text, where an invalid byte has already become U+FFFD, and repair or
/// refuse what they find wrong. An import must name line and column, and go on with the next row.
/// </remarks>
internal sealed class DelimitedScanner(byte delimiter)
{
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly SearchValues<byte> _unquotedStops = SearchValues.Create([delimiter, Quote, CarriageReturn, LineFeed]);
    private readonly List<DelimitedField> _fields = [];
    private State _state;
    private FieldFlaws _flaws;
    private bool _quoted;
    private bool _escaped;
    private int _position;
    private int _fieldStart;
    private int _contentEnd;

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

    /// <summary>Makes ready for the next record.</summary>
    public void Reset()
    {
        _fields.Clear();
        _position = 0;
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

        length = _position;
        if (!isFinal)
            return false;
        if (_state == State.Quoted)
            _flaws |= FieldFlaws.QuoteNotClosed;
        EndField();
        return true;
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
                int quote = data[_position..].IndexOf(Quote);
                _position = quote < 0 ? data.Length : _position + quote + 1;
                if (quote >= 0)
                    _state = State.QuoteInQuoted;
                return false;

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

    private bool StepUnquoted(ReadOnlySpan<byte> data)
    {
        int run = data[_position..].IndexOfAny(_unquotedStops);
        if (_state == State.AfterQuoted && run != 0)
            _flaws |= FieldFlaws.TextAfterQuote;
        if (run < 0)
        {
            _position = data.Length;
            return false;
        }

        _position += run;
        byte stop = data[_position];
        if (stop == Quote)
        {
            // RFC 4180 has no quote here. The row is wrong, but where the next one begins is not in doubt.
            _flaws |= _state == State.AfterQuoted ? FieldFlaws.TextAfterQuote : FieldFlaws.QuoteInUnquoted;
            _position++;
            return false;
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
