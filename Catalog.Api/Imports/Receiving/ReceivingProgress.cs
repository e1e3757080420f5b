namespace Catalog.Api.Imports.Receiving;

/// <summary>How far a receiver is; written by the reader of the file, read by whoever reports it.</summary>
internal sealed class ReceivingProgress
{
    private long _bytesRead;
    private long _rowsRead;
    private long _invalid;

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
