using System.Buffers;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>Hands on what is written, and remembers it, up to a bound.</summary>
internal sealed class RecordingStream(Stream inner) : Stream
{
    private const int Most = 1024 * 1024;

    private ArrayBufferWriter<byte>? _recorded = new();

    /// <summary>All that was written; null where it was too much.</summary>
    public ReadOnlyMemory<byte>? Recorded => _recorded?.WrittenMemory;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Record(buffer);
        inner.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Record(buffer.Span);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    private void Record(ReadOnlySpan<byte> written)
    {
        if (_recorded is { } recorded && recorded.WrittenCount + written.Length <= Most)
            recorded.Write(written);
        else
            _recorded = null;
    }
}
