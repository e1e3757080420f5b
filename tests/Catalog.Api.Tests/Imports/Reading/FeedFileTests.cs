using System.Text;
using Catalog.Api.Imports;
using Catalog.Api.Imports.Reading;
using Catalog.Contracts.Imports;

namespace Catalog.Api.Tests.Imports.Reading;

public class FeedFileTests
{
    private const string Content = "id,title,price\nK-1,Kettle,1 EUR\n";

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(false, 1000)]
    public async Task Open_Gzip_IsUnpackedWhetherToldOrNot(bool saysGzip, int atATime)
    {
        List<FeedRow> rows = await Feed.ReadAsync(Feed.Gzip(Content), ImportFormat.Csv, atATime: atATime, saysGzip: saysGzip);

        Assert.Equal("K-1", Assert.Single(rows).Sku);
    }

    [Fact]
    public async Task Open_GzipOfSeveralMembers_IsReadToTheEnd()
    {
        byte[] content = [.. Feed.Gzip(Content), .. Feed.Gzip("K-2,Kettle,1 EUR\n")];

        Assert.Equal(["K-1", "K-2"], (await Feed.ReadAsync(content, ImportFormat.Csv)).Select(row => row.Sku));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(-1)]
    [InlineData(-8)]
    [InlineData(-9)]
    public async Task Open_GzipCutShort_IsRefused(int length)
    {
        byte[] packed = Feed.Gzip(Content);

        string refusal = await Feed.RefusalOfAsync(packed[..(length < 0 ? packed.Length + length : length)]);

        Assert.StartsWith("422: The gzip data is damaged or cut short", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Open_GzipWithAMemberCutAnywhere_IsRefused(int atATime)
    {
        byte[] first = Feed.Gzip(Content), second = Feed.Gzip("K-2,Kettle,1 EUR\nK-3,Pot,2 EUR\n");
        for (int length = 1; length < second.Length; length++)
        {
            ImportRejectedException rejected = await Assert.ThrowsAsync<ImportRejectedException>(
                () => Feed.ReadAsync([.. first, .. second[..length]], ImportFormat.Csv, atATime: atATime));
            Assert.StartsWith("The gzip data is damaged or cut short", rejected.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Open_GzipWithAnyByteDamaged_IsReadWholeOrRefused()
    {
        byte[] first = Feed.Gzip(Content);
        byte[] whole = [.. first, .. Feed.Gzip("K-2,Kettle,1 EUR\n")];
        for (int at = 2; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x21;
            List<string?>? read = null;
            try
            {
                read = (await Feed.ReadAsync(damaged, ImportFormat.Csv)).ConvertAll(row => row.Sku);
            }
            catch (ImportRejectedException rejected)
            {
                // Before the end and its check sum the damage may show in what comes out.
                Assert.Equal(422, rejected.StatusCode);
            }

            // Time, operating system and the like are not the content's.
            if (read is not null)
                Assert.Equal(["K-1", "K-2"], read);
            Assert.True(read is null || at % first.Length is >= 4 and < 10, $"byte {at}");
        }
    }

    [Theory]
    [InlineData("00")]
    [InlineData("1f")]
    [InlineData("6b")]
    [InlineData("1f8b080000000000")]
    public async Task Open_GzipWithSomethingLeftOver_IsRefused(string rest)
    {
        byte[] content = [.. Feed.Gzip(Content), .. Convert.FromHexString(rest)];

        Assert.StartsWith("422: The gzip data is damaged or cut short", await Feed.RefusalOfAsync(content), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public async Task Open_GzipWithEveryHeaderField_IsRead(int atATime)
    {
        byte[] plain = Feed.Gzip(Content);
        // FEXTRA of three bytes, FNAME, FCOMMENT, FHCRC.
        byte[] content = [.. plain[..3], 0x1e, .. plain[4..10], 3, 0, 1, 2, 3, .. "a.csv\0"u8, .. "note\0"u8, 0, 0, .. plain[10..]];

        Assert.Equal("K-1", Assert.Single(await Feed.ReadAsync(content, ImportFormat.Csv, atATime: atATime)).Sku);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public async Task Open_LargeGzipOfManyMembers_IsReadWhole(int atATime)
    {
        var random = new Random(1);
        IEnumerable<byte> content = Feed.Gzip("id,title,price\n");
        for (int member = 0; member < 20; member++)
        {
            content = content.Concat(Feed.Gzip(string.Concat(Enumerable.Range(0, random.Next(0, 3000))
                .Select(_ => $"{Guid.NewGuid():N},{new string((char)('a' + random.Next(26)), random.Next(1, 50))},1 EUR\n"))));
        }

        List<FeedRow> rows = await Feed.ReadAsync([.. content], ImportFormat.Csv, atATime: atATime);

        Assert.InRange(rows.Count, 20_000, 60_000);
        Assert.All(rows, row => Assert.Empty(row.Errors));
    }

    [Fact]
    public async Task Open_GzipWithAWrongChecksum_IsRefused()
    {
        byte[] packed = Feed.Gzip(Content);
        packed[^6] ^= 0xff;

        Assert.StartsWith("422: The gzip data is damaged or cut short", await Feed.RefusalOfAsync(packed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NotGzipThoughToldSo_IsRefused()
    {
        string refusal = await Feed.RefusalOfAsync(Encoding.UTF8.GetBytes(Content), saysGzip: true);

        Assert.Equal("400: The request says Content-Encoding: gzip, but its body is not gzip data.", refusal);
    }

    [Fact]
    public async Task Open_PackedTwice_IsRefused()
    {
        Assert.Equal("422: The file is packed twice with gzip. Unpack it once.", await Feed.RefusalOfAsync(Feed.Gzip(Feed.Gzip(Content))));
    }

    [Fact]
    public async Task Open_ZipOrSpreadsheet_IsRefusedWithTheRemedy()
    {
        Assert.StartsWith("422: The file is a ZIP archive or a spreadsheet.", await Feed.RefusalOfAsync("PK\u0003\u0004"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    public async Task Open_Utf16_IsRefusedWithTheRemedy(string encoding, bool withMark)
    {
        Encoding utf16 = Encoding.GetEncoding(encoding);
        byte[] content = [.. withMark ? utf16.GetPreamble() : [], .. utf16.GetBytes(Content)];

        Assert.StartsWith("422: The file is UTF-16.", await Feed.RefusalOfAsync(content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_DecompressionBomb_StopsAtTheLimit()
    {
        // 40 MB of equal rows in half a megabyte.
        byte[] bomb = Feed.Gzip("id,title,price\n" + string.Concat(Enumerable.Repeat("K-1,Kettle,1 EUR\n", 2_600_000)));
        Assert.InRange(bomb.Length, 1, 600_000);

        string refusal = await Feed.RefusalOfAsync(bomb, limits: new ImportOptions { MaxFileBytes = 1_000_000 });

        Assert.Equal("413: The file is longer than 1,000,000 bytes (unpacked), the most that an import takes. Send it in parts.", refusal);
    }

    [Fact]
    public async Task Read_EmptyGzip_IsRefused()
    {
        Assert.Equal("422: The file is empty once unpacked.", await Feed.RefusalOfAsync(Convert.FromHexString("1f8b080000000000000303000000000000000000")));
    }
}
