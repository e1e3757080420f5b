using System.Buffers.Binary;
using System.Text;

namespace AspireCache.Coherence.Postgres.Internal.PgOutput;

/// <summary>
/// One version of a row as the log has it. A column becomes text when it is asked for: most never are.
/// <list type="table">
/// <item><term>head</term><description>how many columns, two bytes</description></item>
/// <item><term><c>n</c></term><description>a column that is NULL</description></item>
/// <item><term><c>u</c></term><description>a long value that an update left alone, which is not here</description></item>
/// <item><term><c>t</c></term><description>four bytes of length, and the value as text</description></item>
/// </list>
/// </summary>
internal sealed class RowImage
{
    private const int Null = -1;
    private const int Unchanged = -2;

    private readonly byte[] _message;
    private readonly IReadOnlyDictionary<string, int> _columns;
    private readonly int[] _offsets;
    private readonly RowImage? _before;

    /// <param name="message">The message, which is kept.</param>
    /// <param name="start">Where the row begins in it.</param>
    /// <param name="columns">Its table's columns, by their places.</param>
    /// <param name="before">The version that it replaced, if the log has it.</param>
    public RowImage(byte[] message, int start, IReadOnlyDictionary<string, int> columns, RowImage? before)
    {
        _message = message;
        _columns = columns;
        _before = before;
        _offsets = new int[BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(start))];
        End = start + sizeof(ushort);
        for (var i = 0; i < _offsets.Length; i++)
            switch (message[End++])
            {
                case (byte)'n':
                    _offsets[i] = Null;
                    break;
                case (byte)'u':
                    _offsets[i] = Unchanged;
                    break;
                default:
                    _offsets[i] = End;
                    End += sizeof(int) + LengthAt(End);
                    break;
            }
    }

    /// <summary>Where what follows the row begins.</summary>
    public int End { get; }

    /// <summary>See <see cref="ColumnLookup"/>.</summary>
    public bool TryGet(string column, out string? value)
    {
        value = null;
        if (!_columns.TryGetValue(column, out var place) || place >= _offsets.Length)
            return false;
        var offset = _offsets[place];
        if (offset == Unchanged)
            return _before is not null && _before.TryGet(column, out value);
        if (offset != Null)
            value = Encoding.UTF8.GetString(_message, offset + sizeof(int), LengthAt(offset));
        return true;
    }

    private int LengthAt(int offset) => BinaryPrimitives.ReadInt32BigEndian(_message.AsSpan(offset));
}
