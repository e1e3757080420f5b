using System.Buffers;
using System.ComponentModel;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.Tests.Contract;

/// <summary>What every <see cref="HybridCache"/> promises, whoever made it.</summary>
public abstract partial class HybridCacheContract(ServerFixture server) : IAsyncLifetime
{
    private const int MaximumKeyLength = 100;
    protected const int MaximumPayloadBytes = 10_000;

    private protected Fleet Fleet { get; private set; } = null!;

    protected ServerFixture Server => server;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string Domain { get; } = $"c{Guid.NewGuid():N}";

    public ValueTask InitializeAsync()
    {
        Fleet = new Fleet(services => Register(services, server.Endpoint));
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await Fleet.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task GetOrCreate_Twice_RunsTheFactoryOnce()
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;

        for (var i = 0; i < 2; i++)
            Assert.Equal("value", await cache.GetOrCreateAsync("a:key", _ => Count(ref calls, "value"), cancellationToken: Cancellation));

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task GetOrCreate_OnAnotherNode_ReadsWhatTheFirstStored()
    {
        var calls = 0;
        await (await Fleet.AddAsync()).GetOrCreateAsync("a:key", _ => Count(ref calls, "value"), cancellationToken: Cancellation);

        await StoredAsync(server, "a:key");

        Assert.Equal("value", await (await Fleet.AddAsync()).GetOrCreateAsync("a:key", _ => Count(ref calls, "other"), cancellationToken: Cancellation));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task GetOrCreate_Null_IsAValueToo()
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;

        for (var i = 0; i < 2; i++)
            Assert.Null(await cache.GetOrCreateAsync("a:null", _ => Count<string?>(ref calls, null), cancellationToken: Cancellation));

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task GetOrCreate_ValueType_ComesBackFromBothTiers()
    {
        var price = new Price(12.5m, "EUR");
        var (one, two) = (await Fleet.AddAsync(), await Fleet.AddAsync());

        Assert.Equal(price, await one.GetOrCreateAsync("a:price", _ => new ValueTask<Price>(price), cancellationToken: Cancellation));
        Assert.Equal(price, await one.GetOrCreateAsync("a:price", _ => new ValueTask<Price>(default(Price)), cancellationToken: Cancellation));
        await StoredAsync(server, "a:price");
        Assert.Equal(price, await two.GetOrCreateAsync("a:price", _ => new ValueTask<Price>(default(Price)), cancellationToken: Cancellation));
    }

    [Fact]
    public async Task GetOrCreate_Bytes_AreCopied()
    {
        var cache = await Fleet.AddAsync();
        byte[] made = [1, 2, 3];
        (await cache.GetOrCreateAsync("a:bytes", _ => new ValueTask<byte[]>(made), cancellationToken: Cancellation))[0] = 99;

        var first = await cache.GetOrCreateAsync("a:bytes", _ => new ValueTask<byte[]>([]), cancellationToken: Cancellation);
        first[1] = 99;

        Assert.Equal(3, (await cache.GetOrCreateAsync("a:bytes", _ => new ValueTask<byte[]>([]), cancellationToken: Cancellation)).Length);
        Assert.Equal(2, (await cache.GetOrCreateAsync("a:bytes", _ => new ValueTask<byte[]>([]), cancellationToken: Cancellation))[1]);
    }

    [Fact]
    public async Task GetOrCreate_MutableValue_IsCopiedForEachCaller()
    {
        var cache = await Fleet.AddAsync();
        var made = await cache.GetOrCreateAsync("a:basket", _ => new ValueTask<Basket>(new Basket { Items = ["tea"] }), cancellationToken: Cancellation);
        made.Items.Add("mine");

        var one = await cache.GetOrCreateAsync("a:basket", _ => new ValueTask<Basket>(new Basket()), cancellationToken: Cancellation);
        one.Items.Add("also mine");
        var two = await cache.GetOrCreateAsync("a:basket", _ => new ValueTask<Basket>(new Basket()), cancellationToken: Cancellation);

        Assert.Equal(["tea"], two.Items);
    }

    [Fact]
    public async Task GetOrCreate_ImmutableValue_IsShared()
    {
        var cache = await Fleet.AddAsync();
        await cache.GetOrCreateAsync("a:label", _ => new ValueTask<Label>(new Label("x")), cancellationToken: Cancellation);

        var one = await cache.GetOrCreateAsync("a:label", _ => new ValueTask<Label>(new Label("y")), cancellationToken: Cancellation);
        var two = await cache.GetOrCreateAsync("a:label", _ => new ValueTask<Label>(new Label("z")), cancellationToken: Cancellation);

        Assert.Same(one, two);
        Assert.Equal("x", one.Text);
    }

    [Fact]
    public async Task GetOrCreate_ThousandCallersAtOnce_RunTheFactoryOnce()
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;
        var release = new TaskCompletionSource();

        var reads = Enumerable.Range(0, 1000).Select(_ => cache.GetOrCreateAsync(
            "a:cold",
            async cancellation =>
            {
                Interlocked.Increment(ref calls);
                await release.Task.WaitAsync(cancellation);
                return "value";
            },
            cancellationToken: Cancellation).AsTask()).ToArray();
        release.SetResult();

        Assert.All(await Task.WhenAll(reads), value => Assert.Equal("value", value));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task GetOrCreate_FactoryThrows_EverybodyHearsItAndNothingIsKept()
    {
        var cache = await Fleet.AddAsync();
        var release = new TaskCompletionSource();
        var reads = Enumerable.Range(0, 5).Select(_ => cache.GetOrCreateAsync<string>(
            "a:failing",
            async _ =>
            {
                await release.Task;
                throw new InvalidDataException("no row");
            },
            cancellationToken: Cancellation).AsTask()).ToArray();
        release.SetResult();

        foreach (var read in reads)
            Assert.Equal("no row", (await Assert.ThrowsAsync<InvalidDataException>(() => read)).Message);
        Assert.Equal("value", await cache.GetOrCreateAsync("a:failing", _ => new ValueTask<string>("value"), cancellationToken: Cancellation));
    }

    [Fact]
    public async Task GetOrCreate_OneCallerGivesUp_TheOthersAreServed()
    {
        var cache = await Fleet.AddAsync();
        using var impatient = new CancellationTokenSource();
        var (began, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        ValueTask<string> Factory(CancellationToken cancellation)
        {
            began.TrySetResult();
            return new(release.Task.WaitAsync(cancellation).ContinueWith(_ => "value", TaskContinuationOptions.OnlyOnRanToCompletion));
        }

        using var patient = new CancellationTokenSource();
        var first = cache.GetOrCreateAsync("a:slow", Factory, cancellationToken: impatient.Token).AsTask();
        var second = cache.GetOrCreateAsync("a:slow", Factory, cancellationToken: patient.Token).AsTask();
        await began.Task;
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        release.SetResult();
        Assert.Equal("value", await second);
    }

    [Fact]
    public async Task GetOrCreate_EverybodyGivesUp_TheFactoryIsCancelled()
    {
        var cache = await Fleet.AddAsync();
        using var stop = new CancellationTokenSource();
        var (began, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        var reads = Enumerable.Range(0, 3).Select(_ => cache.GetOrCreateAsync(
            "a:slow",
            async cancellation =>
            {
                cancellation.Register(cancelled.SetResult);
                began.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
                return "never";
            },
            cancellationToken: stop.Token).AsTask()).ToArray();
        await began.Task;

        await stop.CancelAsync();

        await cancelled.Task.WaitAsync(Cancellation);
        foreach (var read in reads)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Fact]
    public async Task GetOrCreate_CancelledBefore_Throws()
    {
        var cache = await Fleet.AddAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("value"), cancellationToken: new CancellationToken(true)).AsTask());
    }

    [Fact]
    public async Task GetOrCreate_FactoryReadsAnotherKey_Works()
    {
        var cache = await Fleet.AddAsync();

        var value = await cache.GetOrCreateAsync(
            "a:outer",
            async cancellation => "outer " + await cache.GetOrCreateAsync("a:inner", _ => new ValueTask<string>("inner"), cancellationToken: cancellation),
            cancellationToken: Cancellation);

        Assert.Equal("outer inner", value);
    }

    [Fact]
    public async Task Set_ThenGet_BringsItOnEveryNode()
    {
        var (one, two) = (await Fleet.AddAsync(), await Fleet.AddAsync());

        await one.SetAsync("a:key", "value", cancellationToken: Cancellation);

        Assert.Equal("value", await one.GetOrCreateAsync("a:key", _ => new ValueTask<string>("other"), cancellationToken: Cancellation));
        Assert.Equal("value", await two.GetOrCreateAsync("a:key", _ => new ValueTask<string>("other"), cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Set_OverAnOlderValue_ReplacesIt()
    {
        var cache = await Fleet.AddAsync();
        await cache.SetAsync("a:key", "old", cancellationToken: Cancellation);

        await cache.SetAsync("a:key", "new", cancellationToken: Cancellation);

        Assert.Equal("new", await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("other"), cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("keys")]
    [InlineData("tag")]
    [InlineData("tags")]
    [InlineData("everything")]
    public async Task Remove_OnTheSameNode_TheNextReadIsNew(string what)
    {
        var cache = await Fleet.AddAsync();
        await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("old"), tags: ["t1", "t2"], cancellationToken: Cancellation);

        await StoredAsync(server, "a:key");
        await RemoveAsync(cache, what);

        Assert.Equal("new", await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), tags: ["t1", "t2"], cancellationToken: Cancellation));
    }

    [Fact]
    public async Task RemoveByTag_AnotherTag_LeavesTheEntry()
    {
        var cache = await Fleet.AddAsync();
        await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("old"), tags: ["t1"], cancellationToken: Cancellation);

        await cache.RemoveByTagAsync("t2", Cancellation);
        await cache.RemoveAsync("a:other", Cancellation);

        Assert.Equal("old", await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), tags: ["t1"], cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("line\nfeed")]
    [InlineData("nul\0")]
    public async Task GetOrCreate_KeyThatCannotBe_IsServedFromTheSource(string key)
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;

        for (var i = 0; i < 2; i++)
            Assert.Equal("value", await cache.GetOrCreateAsync(key, _ => Count(ref calls, "value"), cancellationToken: Cancellation));

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task GetOrCreate_KeyTooLong_IsServedFromTheSource()
    {
        var cache = await Fleet.AddAsync();
        var calls = 0;

        for (var i = 0; i < 2; i++)
            await cache.GetOrCreateAsync("a:" + new string('x', MaximumKeyLength), _ => Count(ref calls, "value"), cancellationToken: Cancellation);

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task AddSerializer_OfOnesOwn_IsUsed()
    {
        var (one, two) = (await Fleet.AddAsync(configure: Configure), await Fleet.AddAsync(configure: Configure));

        await one.GetOrCreateAsync("a:word", _ => new ValueTask<Word>(new Word("kettle")), cancellationToken: Cancellation);

        await StoredAsync(server, "a:word");
        Assert.Equal("KETTLE", (await two.GetOrCreateAsync("a:word", _ => new ValueTask<Word>(new Word("no")), cancellationToken: Cancellation)).Text);

        static void Configure(IHybridCacheBuilder builder) => builder.AddSerializer<Word, ShoutingSerializer>();
    }

    [Fact]
    public async Task Tags_ManyAndTwice_AreTaken()
    {
        var cache = await Fleet.AddAsync();
        string[] tags = [.. Enumerable.Range(0, 40).Select(i => $"tag{i}"), "tag1", "ümläut", "emoji 🫖"];

        await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("old"), tags: tags, cancellationToken: Cancellation);
        Assert.Equal("old", await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), tags: tags, cancellationToken: Cancellation));
        await cache.RemoveByTagAsync("emoji 🫖", Cancellation);

        Assert.Equal("new", await cache.GetOrCreateAsync("a:key", _ => new ValueTask<string>("new"), tags: tags, cancellationToken: Cancellation));
    }

    /// <summary>Waits until Redis has the entry, where the engine does not wait for that.</summary>
    protected virtual ValueTask StoredAsync(ServerFixture server, string key) => default;

    /// <summary>Registers the engine, with this test's domain, key and payload limits.</summary>
    protected abstract IHybridCacheBuilder Register(IServiceCollection services, string endpoint);

    protected static void SetLimits(HybridCacheOptions options)
    {
        options.MaximumKeyLength = MaximumKeyLength;
        options.MaximumPayloadBytes = MaximumPayloadBytes;
    }

    private static ValueTask RemoveAsync(HybridCache cache, string what) => what switch
    {
        "key" => cache.RemoveAsync("a:key", Cancellation),
        "keys" => cache.RemoveAsync(["a:other", "a:key"], Cancellation),
        "tag" => cache.RemoveByTagAsync("t2", Cancellation),
        "tags" => cache.RemoveByTagAsync(["t9", "t1"], Cancellation),
        _ => cache.RemoveByTagAsync("*", Cancellation),
    };

    protected static ValueTask<T> Count<T>(ref int calls, T value)
    {
        Interlocked.Increment(ref calls);
        return new ValueTask<T>(value);
    }

    internal readonly record struct Price(decimal Amount, string Currency);

    internal sealed class Basket
    {
        public List<string> Items { get; set; } = [];
    }

    [ImmutableObject(true)]
    internal sealed record Label(string Text);

    internal sealed record Word(string Text);

    private sealed class ShoutingSerializer : IHybridCacheSerializer<Word>
    {
        public Word Deserialize(ReadOnlySequence<byte> source) => new(Encoding.UTF8.GetString(source));

        public void Serialize(Word value, IBufferWriter<byte> target) => Encoding.UTF8.GetBytes(value.Text.ToUpperInvariant(), target);
    }
}
