using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Catalog.Api.Imports;
using Catalog.Api.Imports.Reading;
using Catalog.Contracts.Imports;

namespace Catalog.Api.Tests.Imports.Reading;

/// <summary>Reads feeds for tests.</summary>
internal static class Feed
{
    public static Task<List<FeedRow>> ReadCsvAsync(string content) => ReadAsync(Encoding.UTF8.GetBytes(content), ImportFormat.Csv);

    public static Task<List<FeedRow>> ReadTsvAsync(string content) => ReadAsync(Encoding.UTF8.GetBytes(content), ImportFormat.Tsv);

    public static Task<List<FeedRow>> ReadNdjsonAsync(string content) => ReadAsync(Encoding.UTF8.GetBytes(content), ImportFormat.Ndjson);

    public static async Task<List<FeedRow>> ReadAsync(
        byte[] content, ImportFormat format, ImportOptions? limits = null, int atATime = int.MaxValue, bool saysGzip = false)
    {
        PipeReader body = PipeReader.Create(new DribblingStream(content, atATime));
        await using FeedFile file = await FeedFile.OpenAsync(body, saysGzip, format, limits ?? new ImportOptions(), TestContext.Current.CancellationToken);
        var rows = new List<FeedRow>();
        await foreach (FeedRow row in file.Reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(row);
        return rows;
    }

    public static async Task<string> RefusalOfAsync(byte[] content, ImportFormat format = ImportFormat.Csv, ImportOptions? limits = null, bool saysGzip = false)
    {
        ImportRejectedException rejected =
            await Assert.ThrowsAsync<ImportRejectedException>(() => ReadAsync(content, format, limits, saysGzip: saysGzip));
        return $"{rejected.StatusCode}: {rejected.Message}";
    }

    public static Task<string> RefusalOfAsync(string content, ImportFormat format = ImportFormat.Csv, ImportOptions? limits = null) =>
        RefusalOfAsync(Encoding.UTF8.GetBytes(content), format, limits);

    public static byte[] Gzip(string content) => Gzip(Encoding.UTF8.GetBytes(content));

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }
}
