using System.Text;

namespace Catalog.Api.Tests.Imports.Reading;

/// <summary>Begins with a text and then goes on with one byte for ever.</summary>
internal sealed class EndlessStream(string start, byte filler) : Stream
{
    private readonly byte[] _start = Encoding.UTF8.GetBytes(start);

    /// <summary>Bytes handed out so far.</summary>
    public long Handed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        for (int i = 0; i < count; i++)
            buffer[offset + i] = Handed < _start.Length ? _start[Handed++] : Fill();
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private byte Fill()
    {
        Handed++;
        return filler;
    }
}
