using System.Text;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Tests.Storage;

public sealed class EntryFormatTests
{
    private const string Key = "product:42";
    private const int NeverCompress = int.MaxValue;

    private static readonly EntryHeader Header = new(new DomainClock(1_795_515_493_143_226, 1_795_515_493_143_999), 1_000, 2_000, 3_000, EntryFlags.None, 0);

    public static TheoryData<string> Kinds => ["plain", "empty", "null", "compressed"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TryRead_WhatWasWritten_BringsItBack(string kind)
    {
        var (entry, payload) = Write(kind);

        Assert.True(EntryFormat.TryRead(entry, Key, out var header));

        Assert.Equal((Header.Fill, Header.Created, Header.FreshUntil, Header.StaleUntil), (header.Fill, header.Created, header.FreshUntil, header.StaleUntil));
        Assert.Equal(kind == "null", (header.Flags & EntryFlags.Null) != 0);
        Assert.Equal(kind == "compressed", (header.Flags & EntryFlags.Compressed) != 0);
        Assert.Equal(["k:product:42", "t:Größe"], TagsOf(entry));
        Assert.Equal(payload, EntryFormat.Unpack(header, EntryFormat.PayloadOf(entry), payload.Length)!.Value.ToArray());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TryRead_AnyBitFlipped_IsNoEntry(string kind)
    {
        var (entry, _) = Write(kind);

        for (var bit = 0; bit < entry.Length * 8; bit++)
        {
            entry[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(EntryFormat.TryRead(entry, Key, out _), $"bit {bit} flipped");
            entry[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TryRead_CutOffAnywhere_IsNoEntry(string kind)
    {
        var (entry, _) = Write(kind);

        for (var length = 0; length < entry.Length; length++)
            Assert.False(EntryFormat.TryRead(entry.AsSpan(0, length), Key, out _), $"{length} bytes");
    }

    [Theory]
    [InlineData("product:4")]
    [InlineData("product:42 ")]
    [InlineData("Product:42")]
    [InlineData("")]
    public void TryRead_OfAnotherKey_IsNoEntry(string key) => Assert.False(EntryFormat.TryRead(Write("plain").Entry, key, out _));

    [Fact]
    public void Unpack_LongerThanAllowed_IsRefusedBeforeItIsUnpacked()
    {
        var (entry, payload) = Write("compressed");
        Assert.True(EntryFormat.TryRead(entry, Key, out var header));

        Assert.Null(EntryFormat.Unpack(header, EntryFormat.PayloadOf(entry), payload.Length - 1));
    }

    [Fact]
    public void Finish_CompressionDoesNotHelp_LeavesThePayload()
    {
        var noise = new byte[2_000];
        new Random(1).NextBytes(noise);

        var entry = Write(noise, EntryFlags.None, compressAbove: 0);

        Assert.True(EntryFormat.TryRead(entry, Key, out var header));
        Assert.Equal(EntryFlags.None, header.Flags);
        Assert.Equal(noise, EntryFormat.PayloadOf(entry).ToArray());
    }

    private static (byte[] Entry, byte[] Payload) Write(string kind)
    {
        byte[] payload = kind switch
        {
            "plain" => "{ \"price\": 12 }"u8.ToArray(),
            "compressed" => Encoding.UTF8.GetBytes(new string('x', 500)),
            _ => [],
        };
        return (Write(payload, kind == "null" ? EntryFlags.Null : EntryFlags.None, kind == "compressed" ? 100 : NeverCompress), payload);
    }

    private static byte[] Write(byte[] payload, EntryFlags flags, int compressAbove)
    {
        var writer = new PooledWriter(64);
        EntryFormat.Begin(writer, ["k:product:42", "t:Größe"]);
        payload.CopyTo(writer.GetSpan(payload.Length));
        writer.Advance(payload.Length);
        using var finished = EntryFormat.Finish(writer, Key, Header with { Flags = flags }, compressAbove);
        return finished.Written.ToArray();
    }

    private static List<string> TagsOf(byte[] entry)
    {
        List<string> tags = [];
        var rest = EntryFormat.TagsOf(entry);
        while (EntryFormat.TryReadTag(ref rest, out var tag))
            tags.Add(Encoding.UTF8.GetString(tag));
        Assert.True(rest.IsEmpty);
        return tags;
    }
}
