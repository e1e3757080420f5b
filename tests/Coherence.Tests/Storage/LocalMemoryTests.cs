using System.Globalization;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Tests.Storage;

/// <summary>What <c>LocalBytes</c> counts is what the garbage collector counts. It runs alone: that counts everything.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
[Collection(Name)]
public sealed class LocalMemoryTests(ITestOutputHelper output)
{
    private const string Name = "memory";
    private const double Factor = 1.25;

    [Theory]
    [InlineData("small", 60_000, 6, 0)]
    [InlineData("tagged", 40_000, 100, 3)]
    [InlineData("many tags", 10_000, 100, 20)]
    [InlineData("large", 2_000, 20_000, 1)]
    public void Bytes_OfEntries_AreWhatMemoryTakes(string what, int entries, int payload, int tags)
    {
        // Code and tables that come with the first entries are not theirs.
        Fill(new LocalStore(entries, long.MaxValue), new Generation(1, 1), 100, payload, tags);
        var (store, generation) = (new LocalStore(entries * 4, long.MaxValue), new Generation(1, 1));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        Fill(store, generation, entries, payload, tags);

        var measured = GC.GetTotalMemory(forceFullCollection: true) - before;
        var counted = store.Bytes;
        GC.KeepAlive(store);
        GC.KeepAlive(generation);
        output.WriteLine($"{what}: {(double)measured / entries:F0} bytes an entry, counted {(double)counted / entries:F0}");
        Assert.InRange((double)counted / measured, 1 / Factor, Factor);
    }

    [Fact]
    public void Bytes_EntriesThatShareATag_CountItOnce()
    {
        var (store, generation) = (new LocalStore(100, long.MaxValue), new Generation(1, 1));
        store.Put("a:1", Entry(generation, "a:1", 6, ["t:shared"]));
        var first = store.Bytes;

        store.Put("a:2", Entry(generation, "a:2", 6, ["t:shared"]));
        Assert.InRange(store.Bytes, first + 1, (2 * first) - 1);
        store.Remove("a:1");
        store.Remove("a:2");

        Assert.Equal(0, store.Bytes);
    }

    private static void Fill(LocalStore store, Generation generation, int entries, int payload, int tags)
    {
        for (var i = 0; i < entries; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"product:{i}");
            string[] own = [.. Enumerable.Range(0, tags).Select(tag => string.Create(CultureInfo.InvariantCulture, $"t:category:{(i + (tag * 7)) % 5_000}"))];
            store.Put(key, Entry(generation, key, payload, own));
        }
    }

    private static PayloadEntry Entry(Generation generation, string key, int payload, string[] tags) =>
        new(
            new byte[payload],
            new EntryStamp(generation, 1, generation.CellsOf([TagNames.OfKey(key), "n:product", "*", .. tags], key)),
            new EntryTimes(1, long.MaxValue, 1, 1));
}
