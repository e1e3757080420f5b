using System.Buffers;

namespace Catalog.Api.Imports.Reading;

/// <summary>
/// A window over an unpacked file: holds one record at most, so that memory is bounded by
/// <see cref="ImportOptions.MaxRowBytes"/> whatever the file does.
/// </summary>
internal sealed class RecordBuffer(Stream stream, ImportOptions limits) : IDisposable
{
    private const int FirstSize = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstSize, limits.MaxRowBytes));
    private int _start;
    private int _end;
    private long _total;

    /// <summary>What was read and not consumed yet.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>As <see cref="Unread"/>, the first <paramref name="length"/> bytes; valid until the next fill.</summary>
    public ReadOnlyMemory<byte> Take(int length) => _buffer.AsMemory(_start, length);

    /// <summary>The file's end has been read.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>No more of the present record can be taken in: it is too long.</summary>
    public bool IsFull => _end - _start >= limits.MaxRowBytes;

    public void Advance(int count) => _start += count;

    /// <summary>Reads on. Spans taken before are no longer valid.</summary>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        int read;
        try
        {
            read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            throw new ImportRejectedException(
                StatusCodes.Status422UnprocessableEntity,
                $"The gzip data is damaged or cut short, after {_total:N0} unpacked bytes. Pack the file again and send it whole.",
                exception);
        }

        _end += read;
        _total += read;
        IsCompleted = read == 0;
        if (_total > limits.MaxFileBytes)
            throw ImportRejectedException.TooLarge($"The file is longer than {limits.MaxFileBytes:N0} bytes (unpacked), the most that an import takes. Send it in parts.");
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void MakeRoom()
    {
        int held = _end - _start;
        if (held == 0)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length && _start > 0)
        {
            _buffer.AsSpan(_start, held).CopyTo(_buffer);
            (_start, _end) = (0, held);
        }
        else if (_end == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, held).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }
}
