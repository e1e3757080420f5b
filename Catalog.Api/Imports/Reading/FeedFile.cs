using System.Buffers;
using System.IO.Pipelines;
using Catalog.Contracts.Imports;

namespace Catalog.Api.Imports.Reading;

/// <summary>Opens an import's body: unpacks it where it is packed, passes over the byte order mark, chooses the reader.</summary>
internal sealed class FeedFile : IAsyncDisposable
{
    private const string Utf16 = "The file is UTF-16. Save it as 'CSV UTF-8', or convert it: iconv -f UTF-16 -t UTF-8 in.csv > out.csv";

    private readonly CountingStream _body;
    private readonly Stream _content;
    private readonly RecordBuffer _buffer;

    private FeedFile(CountingStream body, Stream content, RecordBuffer buffer, IFeedReader reader) =>
        (_body, _content, _buffer, Reader) = (body, content, buffer, reader);

    public IFeedReader Reader { get; }

    /// <summary>Bytes of the body that were read, as they were sent.</summary>
    public long BytesRead => _body.BytesRead;

    /// <param name="body">The request's body.</param>
    /// <param name="saysGzip">The request says that the body is packed; if it does not, the body is looked at.</param>
    /// <param name="format">The format of the unpacked file.</param>
    /// <param name="limits">What is too much.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ImportRejectedException">The file cannot be read.</exception>
    public static async Task<FeedFile> OpenAsync(
        PipeReader body, bool saysGzip, ImportFormat format, ImportOptions limits, CancellationToken cancellationToken)
    {
        bool isGzip = await CheckGzipAsync(body, saysGzip, cancellationToken);
        var counting = new CountingStream(body.AsStream(leaveOpen: true));
        Stream content = isGzip ? new GzipFileStream(counting) : counting;
        var buffer = new RecordBuffer(content, limits);
        try
        {
            await SkipByteOrderMarkAsync(buffer, cancellationToken);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        IFeedReader reader = format switch
        {
            ImportFormat.Csv => new DelimitedFeedReader(buffer, (byte)',', limits),
            ImportFormat.Tsv => new DelimitedFeedReader(buffer, (byte)'\t', limits),
            _ => new NdjsonFeedReader(buffer, limits),
        };
        return new FeedFile(counting, content, buffer, reader);
    }

    public async ValueTask DisposeAsync()
    {
        _buffer.Dispose();
        await _content.DisposeAsync();
    }

    private static async Task<bool> CheckGzipAsync(PipeReader body, bool saysGzip, CancellationToken cancellationToken)
    {
        ReadResult start = await body.ReadAtLeastAsync(2, cancellationToken);
        byte[] magic = start.Buffer.Slice(0, Math.Min(2, start.Buffer.Length)).ToArray();
        body.AdvanceTo(start.Buffer.Start);
        if (magic.Length == 0)
            throw new ImportRejectedException(StatusCodes.Status400BadRequest, "The request has no body. Send the file as the body.");

        bool isGzip = magic is [0x1f, 0x8b];
        if (saysGzip && !isGzip)
            throw new ImportRejectedException(StatusCodes.Status400BadRequest, "The request says Content-Encoding: gzip, but its body is not gzip data.");
        if (magic is [(byte)'P', (byte)'K'])
            throw ImportRejectedException.Unprocessable("The file is a ZIP archive or a spreadsheet. Export it as CSV (UTF-8), or pack it with gzip.");
        return isGzip;
    }

    private static async Task SkipByteOrderMarkAsync(RecordBuffer buffer, CancellationToken cancellationToken)
    {
        while (buffer.Unread.Length < 4 && !buffer.IsCompleted)
            await buffer.FillAsync(cancellationToken);

        switch (buffer.Unread)
        {
            case [0xef, 0xbb, 0xbf, ..]:
                buffer.Advance(3);
                break;
            case [0xff, 0xfe, ..] or [0xfe, 0xff, ..] or [_, 0, _, ..] or [0, _, _, ..]:
                throw ImportRejectedException.Unprocessable(Utf16);
            case [0x1f, 0x8b, ..]:
                throw ImportRejectedException.Unprocessable("The file is packed twice with gzip. Unpack it once.");
            case []:
                throw ImportRejectedException.Unprocessable("The file is empty once unpacked.");
        }
    }
}
