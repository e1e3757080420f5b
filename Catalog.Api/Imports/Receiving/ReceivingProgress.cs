using Catalog.Api.Imports.Reading;

namespace Catalog.Api.Imports.Receiving;

/// <summary>How far a receiver is; written by the reader of the file, read by whoever reports it.</summary>
internal sealed class ReceivingProgress
{
    private const int MostColumns = 50;

    private long _bytesRead;
    private long _rowsRead;
    private long _invalid;

    /// <summary>What reads the file, once it is open.</summary>
    public IFeedReader? Reader { get; set; }

    /// <summary>The first of the file's columns that are no field of a product.</summary>
    public IReadOnlyList<string> AttributeColumns => Reader is null
        ? []
        : [.. Reader.Columns.Where(column => column.Field == FeedField.Attribute).Select(column => column.Header).Take(MostColumns)];

    public long BytesRead
    {
        get => Volatile.Read(ref _bytesRead);
        set => Volatile.Write(ref _bytesRead, value);
    }

    public long RowsRead
    {
        get => Volatile.Read(ref _rowsRead);
        set => Volatile.Write(ref _rowsRead, value);
    }

    public long Invalid
    {
        get => Volatile.Read(ref _invalid);
        set => Volatile.Write(ref _invalid, value);
    }
}
