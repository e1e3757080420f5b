using System.Text;
using Catalog.Api.Imports;
using Catalog.Api.Imports.Reading;

namespace Catalog.Api.Tests.Imports.Reading;

public class DelimitedReaderTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "1:a|b 2:1|2")]
    [InlineData("a,b\r\n1,2\r\n", "1:a|b 2:1|2")]
    [InlineData("a,b\r1,2\r", "1:a|b 2:1|2")]
    [InlineData("a,b\n1,2", "1:a|b 2:1|2")]
    [InlineData("a,b\r\n\r\n\n\r1,2", "1:a|b 5:1|2")]
    [InlineData("\"a\nb\",c\n1,2\n", "1:a⏎b|c 3:1|2")]
    [InlineData("\"a\r\nb\r\nc\",d\r\n1,2", "1:a␍⏎b␍⏎c|d 4:1|2")]
    [InlineData("\"a\rb\",c\r1,2", "1:a␍b|c 3:1|2")]
    [InlineData("\"say \"\"hi\"\"\",x", "1:say \"hi\"|x")]
    [InlineData("\"\"\"\",\"\"", "1:\"|")]
    [InlineData("\"a,b\",c", "1:a,b|c")]
    [InlineData(",,\n", "1:||")]
    [InlineData("\"\"\n", "1:")]
    [InlineData(" a , b ", "1: a | b ")]
    [InlineData("a,\"b\"", "1:a|b")]
    [InlineData("ä,日本\nü,🙂", "1:ä|日本 2:ü|🙂")]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    public async Task Read_WellFormed_FindsRecordsAndLines(string content, string expected)
    {
        // Whatever the size of what arrives at a time, the result is the same.
        foreach (int atATime in (int[])[1, 2, 3, 1000])
            Assert.Equal(expected, await ReadAllAsync(content, atATime));
    }

    [Theory]
    [InlineData("a\"b,c", 0, nameof(FieldFlaws.QuoteInUnquoted))]
    [InlineData("a,b\"\"", 1, nameof(FieldFlaws.QuoteInUnquoted))]
    [InlineData("\"a\"b,c", 0, nameof(FieldFlaws.TextAfterQuote))]
    [InlineData("\"a\" ,c", 0, nameof(FieldFlaws.TextAfterQuote))]
    [InlineData("\"a\"b\"c,d", 0, nameof(FieldFlaws.TextAfterQuote))]
    public async Task Read_QuotesOutOfPlace_TellsFieldAndGoesOn(string record, int field, string flaw)
    {
        using RecordBuffer buffer = Open($"{record}\n1,2\n", 1);
        var reader = new DelimitedReader(buffer, (byte)',');

        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, reader.Fields.Count);
        Assert.Equal(flaw, reader.Fields[field].Flaws.ToString());
        Assert.Equal(FieldFlaws.None, reader.Fields[1 - field].Flaws);
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal("1", reader.GetText(0));
    }

    [Theory]
    [InlineData("a,b\n1,\"2", "1:a|b 2:1|2!")]
    [InlineData("a,b\n1,\"2\n", "1:a|b 2:1|2!")]
    [InlineData("a,b\n1,\"2\n3,4\n", "1:a|b 2:1|2! 3:3|4")]
    [InlineData("a,b\r\n1,\"2\r\n3,4\r\n\r\n5,6", "1:a|b 2:1|2! 3:3|4 5:5|6")]
    [InlineData("1,\"2\r3,4\r5,6\r", "1:1|2! 2:3|4 3:5|6")]
    [InlineData("1,\"2\n3,\"4\"\n5,6", "1:1|2! 2:3|4 3:5|6")]
    [InlineData("1,\"2,x\n3,\"4\n5,6", "1:1|2,x! 2:3|4! 3:5|6")]
    [InlineData("\"1\",\"2\n\"3\",\"4\"\n\"5\",\"\"\n", "1:1|2! 2:3|4 3:5|")]
    [InlineData("1,\"2\n3,\"four\nfive\"\n6,7", "1:1|2! 2:3|four⏎five 4:6|7")]
    [InlineData("1,\"a\nb\",\"2\n3,4", "1:1|a! 2:b\"!|2! 3:3|4")]
    [InlineData("1,\"2\n3,\",x\"\n5,6", "1:1|2! 2:3|,x 3:5|6")]
    [InlineData("1,\"say \"\"hi\"\"\n3,4", "1:1|say \"hi\"! 2:3|4")]
    [InlineData("1,\"2\n3,\"\"\n5,6", "1:1|2! 2:3| 3:5|6")]
    public async Task Read_QuoteNeverClosed_EndsWithItsLineAndTheRestIsReadAgain(string content, string expected)
    {
        foreach (int atATime in (int[])[1, 2, 3, 1000])
            Assert.Equal(expected, await ReadAllAsync(content, atATime));
    }

    [Fact]
    public async Task Read_QuoteNeverClosedInALongFile_EndsWithItsLineAtTheLongestRow()
    {
        string rows = string.Concat(Enumerable.Range(0, 5000).Select(row => $"{row},x\n"));
        using RecordBuffer buffer = Open($"a,\"b\n{rows}", 100, new ImportOptions { MaxRowBytes = 2000 });
        var reader = new DelimitedReader(buffer, (byte)',');

        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(FieldFlaws.QuoteNotClosed, reader.Fields[1].Flaws);
        for (int row = 0; row < 5000; row++)
        {
            Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
            Assert.Equal((row + 2L, $"{row}"), (reader.Line, reader.GetText(0)));
        }

        Assert.False(await reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public async Task Read_OneClosingQuoteLost_CostsThatRowOnly(int atATime)
    {
        string[] pieces = ["a", "Kettle", ",", ";", " ", "ä", "日本", "x y"];
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var table = Enumerable.Range(0, random.Next(2, 12)).Select(_ => Enumerable.Range(0, 3)
                .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => pieces[random.Next(pieces.Length)]))).ToArray()).ToList();
            int damaged = random.Next(table.Count);
            string content = string.Join('\n', table.Select((row, i) => i == damaged
                ? $"{Write(row[0], random)},\"{row[1]},{row[2]}"
                : string.Join(',', row.Select(cell => Write(cell, random)))));

            using RecordBuffer buffer = Open(content, atATime);
            var reader = new DelimitedReader(buffer, (byte)',');
            for (int i = 0; i < table.Count; i++)
            {
                Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken), $"seed {seed}");
                Assert.True(i + 1 == reader.Line, $"seed {seed}: line {reader.Line} instead of {i + 1}");
                if (i == damaged)
                    Assert.True(reader.Fields[^1].Flaws == FieldFlaws.QuoteNotClosed, $"seed {seed}");
                else
                    Assert.Equal(table[i], Enumerable.Range(0, reader.Fields.Count).Select(reader.GetText));
            }

            Assert.False(await reader.ReadAsync(TestContext.Current.CancellationToken), $"seed {seed}");
        }
    }

    [Fact]
    public async Task Read_HostileQuote_StopsAtTheLongestRow()
    {
        // As much as comes, no more than a row is held.
        await using var endless = new EndlessStream("id,title\n1,\"", (byte)'x');
        using var buffer = new RecordBuffer(endless, new ImportOptions { MaxRowBytes = 10_000 });
        var reader = new DelimitedReader(buffer, (byte)',');
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));

        ImportRejectedException rejected =
            await Assert.ThrowsAsync<ImportRejectedException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Line 2: the row is longer than", rejected.Message, StringComparison.Ordinal);
        Assert.Contains("The quote that opens field 2 seems not to be closed.", rejected.Message, StringComparison.Ordinal);
        Assert.InRange(endless.Handed, 1, 200_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Read_GeneratedTables_ComeBackAsWritten(int atATime)
    {
        string[] pieces = ["", "a", "Kettle", "\"", "\"\"", ",", ";", "\t", "\n", "\r", "\r\n", " ", "ä", "日本", "🙂", "\"a\",", "\n\"", "x,\"y\"\r\nz"];
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            int columns = random.Next(2, 6);
            var table = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Enumerable.Range(0, columns)
                .Select(_ => string.Concat(Enumerable.Range(0, random.Next(0, 4)).Select(_ => pieces[random.Next(pieces.Length)]))).ToArray()).ToList();
            string lineEnd = ((string[])["\n", "\r\n", "\r"])[random.Next(3)];
            string content = string.Join(lineEnd, table.Select(row => string.Join(',', row.Select(cell => Write(cell, random)))));

            using RecordBuffer buffer = Open(content, atATime);
            var reader = new DelimitedReader(buffer, (byte)',');
            long line = 1;
            foreach (string[] row in table)
            {
                Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken), $"seed {seed}");
                Assert.Equal(row, Enumerable.Range(0, reader.Fields.Count).Select(reader.GetText));
                Assert.True(line == reader.Line, $"seed {seed}: line {reader.Line} instead of {line}");
                line += 1 + row.Sum(cell => cell.ReplaceLineEndings("\n").Count(character => character == '\n'));
            }

            Assert.False(await reader.ReadAsync(TestContext.Current.CancellationToken), $"seed {seed}");
        }
    }

    /// <summary>Quotes where it must, and sometimes where it need not.</summary>
    private static string Write(string cell, Random random) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 || random.Next(4) == 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private static RecordBuffer Open(string content, int atATime, ImportOptions? limits = null) =>
        new(new DribblingStream(Encoding.UTF8.GetBytes(content), atATime), limits ?? new ImportOptions());

    private static async Task<string> ReadAllAsync(string content, int atATime)
    {
        using RecordBuffer buffer = Open(content, atATime);
        var reader = new DelimitedReader(buffer, (byte)',');
        var records = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            // A cell that swallowed other rows is marked.
            string[] cells = [.. reader.Fields.Select((field, i) => reader.GetText(i) + (field.Flaws == FieldFlaws.None ? "" : "!"))];
            records.Add($"{reader.Line}:{string.Join('|', cells)}");
        }

        return string.Join(' ', records).Replace('\n', '⏎').Replace('\r', '␍');
    }
}
