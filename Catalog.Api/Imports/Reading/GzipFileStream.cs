using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Catalog.Api.Imports.Reading;

/// <summary>
/// Unpacks a gzip file of any number of members (RFC 1952), whole or not at all: whatever is cut, damaged or left over is an
/// <see cref="InvalidDataException"/>.
/// </summary>
/// <remarks>
/// <see cref="GZipStream"/> ends without a word where the second member is cut short, or what follows the first is none
/// (dotnet/runtime#27279). <see cref="DeflateStream"/> does not tell how much of what it was handed it used; but the end of a
/// member's data lies in the piece that it was handed last, and is followed by the check sum and length of what came out.
/// </remarks>
internal sealed class GzipFileStream(Stream packed) : Stream
{
    private const int TrailerLength = 8;
    private const int HeaderLength = 10;

    private readonly Crc32 _checksum = new();
    private readonly Source _source = new(packed);
    private DeflateStream? _member;
    private uint _length;
    private bool _hasMembers;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_member is not null || await TryBeginMemberAsync(cancellationToken))
        {
            int read = await _member!.ReadAsync(buffer, cancellationToken);
            if (read > 0)
            {
                _checksum.Append(buffer.Span[..read]);
                _length += (uint)read;
                return read;
            }

            await EndMemberAsync(cancellationToken);
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _member?.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<bool> TryBeginMemberAsync(CancellationToken cancellationToken)
    {
        if (_hasMembers && !await _source.HasMoreAsync(cancellationToken))
            return false;

        byte[] header = await _source.TakeAsync(HeaderLength, cancellationToken);
        if (header is not [0x1f, 0x8b, 8, var flags and < 0x20, ..])
            throw new InvalidDataException("This is not the beginning of a gzip member.");

        if ((flags & 0x04) != 0) // FEXTRA
            await _source.TakeAsync(BinaryPrimitives.ReadUInt16LittleEndian(await _source.TakeAsync(2, cancellationToken)), cancellationToken);
        if ((flags & 0x08) != 0) // FNAME
            await _source.TakeTextAsync(cancellationToken);
        if ((flags & 0x10) != 0) // FCOMMENT
            await _source.TakeTextAsync(cancellationToken);
        if ((flags & 0x02) != 0) // FHCRC
            await _source.TakeAsync(2, cancellationToken);

        _member = new DeflateStream(_source, CompressionMode.Decompress, leaveOpen: true);
        _hasMembers = true;
        return true;
    }

    private async ValueTask EndMemberAsync(CancellationToken cancellationToken)
    {
        await _member!.DisposeAsync();
        _member = null;
        byte[] trailer = new byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(4), _length);
        await _source.PassLastAsync(trailer, cancellationToken);
        _checksum.Reset();
        _length = 0;
    }

    /// <summary>The packed bytes; keeps what it handed out last.</summary>
    private sealed class Source(Stream packed) : Stream
    {
        // Of what was handed out last, and what was read beyond it.
        private readonly byte[] _buffer = new byte[64 * 1024];
        private int _handed;
        private int _next;
        private int _end;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public async ValueTask<bool> HasMoreAsync(CancellationToken cancellationToken) =>
            _next < _end || await FillAsync(cancellationToken);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_next == _end && !await FillAsync(cancellationToken))
                return 0;

            int length = Math.Min(buffer.Length, _end - _next);
            _buffer.AsMemory(_next, length).CopyTo(buffer);
            (_handed, _next) = (_next, _next + length);
            return length;
        }

        public async ValueTask<byte[]> TakeAsync(int length, CancellationToken cancellationToken)
        {
            byte[] taken = new byte[length];
            for (int filled = 0; filled < length;)
            {
                int read = await ReadAsync(taken.AsMemory(filled), cancellationToken);
                filled += read > 0 ? read : throw CutShort();
            }

            return taken;
        }

        /// <summary>Passes over a text that ends with a zero.</summary>
        public async ValueTask TakeTextAsync(CancellationToken cancellationToken)
        {
            while ((await TakeAsync(1, cancellationToken))[0] != 0)
            {
            }
        }

        /// <summary>Goes behind <paramref name="mark"/>, which begins within what was handed out last, or right after it.</summary>
        public async ValueTask PassLastAsync(byte[] mark, CancellationToken cancellationToken)
        {
            // At least a mark's length beyond what was handed out, where the file has so much.
            _buffer.AsSpan(_handed, _end - _handed).CopyTo(_buffer);
            (_handed, _next, _end) = (0, _next - _handed, _end - _handed);
            while (_end - _next < mark.Length && await packed.ReadAsync(_buffer.AsMemory(_end), cancellationToken) is > 0 and int read)
                _end += read;

            int found = _buffer.AsSpan(0, Math.Min(_end, _next + mark.Length)).LastIndexOf(mark);
            if (found < 0)
                throw new InvalidDataException("The check sum of a gzip member is wrong, or missing.");
            _next = found + mark.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static InvalidDataException CutShort() => new("The gzip data ends within a member.");

        private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
        {
            int read = await packed.ReadAsync(_buffer.AsMemory(0, _buffer.Length - TrailerLength), cancellationToken);
            if (read == 0)
                return false;
            (_handed, _next, _end) = (0, 0, read);
            return true;
        }
    }
}
