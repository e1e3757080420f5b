using System.Buffers;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// Collects an entry in a buffer from the pool. What a serializer writes beyond the limit throws <see cref="PayloadTooLargeException"/>,
/// and so does everything after: serializers write what they still hold when they are disposed.
/// </summary>
internal sealed class PooledWriter(int capacity, long mostBytes = long.MaxValue) : IBufferWriter<byte>, IDisposable
{
    private const int LeastFree = 256;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public bool IsTooLong { get; private set; }

    public int PayloadStart { get; private set; }

    public int PayloadLength => _length - PayloadStart;

    public Span<byte> Written => _buffer.AsSpan(0, _length);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(PayloadStart, PayloadLength);

    public void BeginPayload() => PayloadStart = _length;

    public void Skip(int count)
    {
        GetSpan(count)[..count].Clear();
        _length += count;
    }

    public void Advance(int count)
    {
        Refuse(IsTooLong);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _length);
        Refuse(PayloadStart > 0 && PayloadLength + (long)count > mostBytes);
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_length);
    }

    /// <summary>Gives the buffer back. Never call it while somebody may still read it.</summary>
    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Refuse(bool isTooLong)
    {
        IsTooLong |= isTooLong;
        if (isTooLong)
            throw new PayloadTooLargeException();
    }

    private void Reserve(int sizeHint)
    {
        Refuse(IsTooLong);
        var needed = Math.Max(sizeHint, sizeHint == 0 ? LeastFree : 1);
        if (_buffer.Length - _length >= needed)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(checked((int)Math.Max((long)_length + needed, Math.Min((long)_buffer.Length * 2, Array.MaxLength))));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

/// <summary>A value is longer than <c>HybridCacheOptions.MaximumPayloadBytes</c> allows; caught where it is serialized.</summary>
internal sealed class PayloadTooLargeException : Exception;
