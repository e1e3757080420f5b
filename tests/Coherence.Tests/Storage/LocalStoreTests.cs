using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Internal.Storage;

namespace AspireCache.Coherence.Tests.Storage;

public sealed class LocalStoreTests
{
    private const int Entries = 100;
    private const long Bytes = 100_000;

    [Fact]
    public void Put_MoreEntriesThanItMayHold_KeepsToTheNumber()
    {
        var store = new LocalStore(Entries, long.MaxValue);

        for (var i = 0; i < Entries * 20; i++)
            store.Put($"a:{i}", Entry(1));

        Assert.InRange(store.Count, 1, Entries);
    }

    [Fact]
    public void Put_MoreBytesThanItMayHold_KeepsToTheBytes()
    {
        var store = new LocalStore(Entries * 100, Bytes);

        for (var i = 0; i < Entries * 20; i++)
        {
            store.Put($"a:{i}", Entry(1_000));
            Assert.InRange(store.Bytes, 0, Bytes);
        }

        Assert.InRange(store.Count, 1, Entries);
    }

    [Fact]
    public void Put_HalfOfAllItMayHold_IsNotKeptAndTheOlderOneGoes()
    {
        var store = new LocalStore(Entries, Bytes);
        store.Put("a:large", Entry(10));
        store.Put("a:other", Entry(10));

        store.Put("a:large", Entry((int)Bytes / 2));

        Assert.False(store.TryGet("a:large", out _));
        Assert.True(store.TryGet("a:other", out _));
    }

    [Fact]
    public void Put_Again_CountsTheNewSizeOnly()
    {
        var store = new LocalStore(Entries, Bytes);
        store.Put("a:1", Entry(8));
        var first = store.Bytes;

        store.Put("a:1", Entry(88));

        Assert.Equal(first + 80, store.Bytes);
        store.Remove("a:1");
        Assert.Equal((0, 0), (store.Bytes, store.Count));
    }

    [Fact]
    public async Task Put_AndRemoveByManyThreads_LosesCountOfNothing()
    {
        var store = new LocalStore(Entries, Bytes);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(
            () =>
            {
                var random = new Random(worker);
                for (var i = 0; i < 20_000; i++)
                {
                    var key = $"a:{random.Next(Entries * 2)}";
                    if (random.Next(4) == 0)
                        store.Remove(key);
                    else
                        store.Put(key, Entry(random.Next(2_000)));
                }
            },
            TestContext.Current.CancellationToken)));

        for (var i = 0; i < Entries * 2; i++)
            store.Remove($"a:{i}");
        Assert.Equal((0, 0), (store.Bytes, store.Count));
    }

    private static PayloadEntry Entry(int bytes) =>
        new(new byte[bytes], new EntryStamp(new Generation(1, 1), 1, []), new EntryTimes(1, 1, 1, 1));
}
