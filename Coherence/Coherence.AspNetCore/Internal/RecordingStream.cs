using System.Buffers;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>
/// Remembers what is written, up to a bound, and hands it on, at once or, where it withholds, when it is asked to: until then the answer can
/// still become another one.
/// </summary>
internal sealed class RecordingStream(Stream inner, bool withholds) : Stream
{
    private const int Most = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _recorded = new();
    private bool _isTooLong;

    /// <summary>All that was written; null where it was too much.</summary>
    public ReadOnlyMemory<byte>? Recorded => _isTooLong ? null : _recorded.WrittenMemory;

    /// <summary>Whether nothing has been handed on yet.</summary>
    public bool IsWithholding { get; private set; } = withholds;

    public override bool CanRead => false;

    /// <summary>What is withheld can be taken back, as who answers with an error instead does.</summary>
    public override bool CanSeek => IsWithholding;

    public override bool CanWrite => true;

    public override long Length => _recorded.WrittenCount;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Hands on what was withheld.</summary>
    public async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!IsWithholding)
            return;
        IsWithholding = false;
        await inner.WriteAsync(_recorded.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    public override void SetLength(long value)
    {
        if (value != 0 || !IsWithholding)
            throw new NotSupportedException();
        _recorded.ResetWrittenCount();
    }

    public override void Flush()
    {
        if (!IsWithholding)
            inner.Flush();
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => IsWithholding ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (TryRecord(buffer) && IsWithholding)
            return;
        if (IsWithholding)
        {
            IsWithholding = false;
            inner.Write(_recorded.WrittenSpan);
        }

        inner.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!TryRecord(buffer.Span))
            return PassAsync(buffer, cancellationToken);
        return IsWithholding ? default : inner.WriteAsync(buffer, cancellationToken);
    }

    private async ValueTask PassAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await ReleaseAsync(cancellationToken).ConfigureAwait(false);
        await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    private bool TryRecord(ReadOnlySpan<byte> written)
    {
        if (_isTooLong || _recorded.WrittenCount + written.Length > Most)
        {
            _isTooLong = true;
            return false;
        }

        _recorded.Write(written);
        return true;
    }
}
