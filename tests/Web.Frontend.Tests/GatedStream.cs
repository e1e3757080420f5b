using System.Text;

namespace Web.Frontend.Tests;

/// <summary>A file whose second half only comes once its first half has arrived somewhere.</summary>
internal sealed class GatedStream(string block, Task gate, int blocks) : Stream
{
    private readonly byte[] _block = Encoding.ASCII.GetBytes(block);
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    private long Total => (long)_block.Length * blocks;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= Total / 2)
            await gate.WaitAsync(cancellationToken);

        var offset = (int)(_position % _block.Length);
        var count = (int)Math.Min(Math.Min(buffer.Length, _block.Length - offset), Total - _position);
        _block.AsSpan(offset, count).CopyTo(buffer.Span);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
