using System.ComponentModel;

namespace AspireCache.Coherence.Tests.Contract;

/// <content>Values of all shapes come back from memory and from Redis as they were, or as the serializer makes them.</content>
public abstract partial class HybridCacheContract
{
    [Fact]
    public Task Shape_String_ComesBack() => ComesBackAsync("grüße 🫖", static value => value);

    [Fact]
    public Task Shape_NoBytes_ComeBack() => ComesBackAsync(Array.Empty<byte>(), static value => Convert.ToHexString(value));

    [Fact]
    public Task Shape_Nullable_ComesBack() => ComesBackAsync<int?>(7, static value => $"{value}");

    [Fact]
    public Task Shape_NullableWithoutAValue_ComesBack() => ComesBackAsync<Guid?>(null, static value => $"{value}");

    [Fact]
    public Task Shape_Tuple_ComesBack() => ComesBackAsync(Tuple.Create(1, "two"), static value => $"{value}");

    [Fact]
    public Task Shape_ValueTuple_ComesBack() => ComesBackAsync((Number: 1, Name: "two"), static value => $"{value}");

    [Fact]
    public Task Shape_ListOfValueTuples_ComesBack() =>
        ComesBackAsync(new List<(int Number, string Name)> { (1, "two"), (3, "four") }, static value => string.Join(' ', value));

    [Fact]
    public Task Shape_ArrayOfTuples_ComesBack() => ComesBackAsync(new[] { Tuple.Create(1, "two") }, static value => string.Join(' ', (IEnumerable<object>)value));

    [Fact]
    public Task Shape_FieldsOnly_ComeBack() => ComesBackAsync(new Fields { Number = 1, Name = "two" }, static value => $"{value.Number} {value.Name}");

    [Fact]
    public Task Shape_Dictionary_ComesBack() => ComesBackAsync(new Dictionary<string, int> { ["one"] = 1, ["two"] = 2 }, static value => string.Join(' ', value));

    [Fact]
    public Task Shape_Tree_ComesBack() =>
        ComesBackAsync(new Tree { Name = "root", Branches = [new Tree { Name = "leaf" }, new Tree { Name = "twig", Branches = [new Tree { Name = "bud" }] }] }, static value => value.ToString());

    // The attribute holds for the class that carries it: one that derives from it may change.
    [Fact]
    public async Task GetOrCreate_ImmutableByAttributeAndNotSealed_IsCopied()
    {
        var cache = await Fleet.AddAsync();
        await cache.GetOrCreateAsync("a:open", _ => new ValueTask<Open>(new Opened { Text = "x" }), cancellationToken: Cancellation);

        var one = await cache.GetOrCreateAsync("a:open", _ => new ValueTask<Open>(new Open()), cancellationToken: Cancellation);
        var two = await cache.GetOrCreateAsync("a:open", _ => new ValueTask<Open>(new Open()), cancellationToken: Cancellation);

        Assert.NotSame(one, two);
        Assert.Equal(("x", "x"), (one.Text, two.Text));
    }

    private async Task ComesBackAsync<T>(T value, Func<T, string> show)
    {
        var (one, two) = (await Fleet.AddAsync(), await Fleet.AddAsync());
        var calls = 0;

        var made = await one.GetOrCreateAsync("a:shape", _ => Count(ref calls, value), cancellationToken: Cancellation);
        var fromMemory = await one.GetOrCreateAsync("a:shape", _ => Count(ref calls, value), cancellationToken: Cancellation);
        await StoredAsync(Server, "a:shape");
        var fromRedis = await two.GetOrCreateAsync("a:shape", _ => Count(ref calls, value), cancellationToken: Cancellation);

        Assert.Equal([show(value), show(value), show(value)], [show(made), show(fromMemory), show(fromRedis)]);
        Assert.Equal(1, calls);
    }

    internal sealed class Fields
    {
#pragma warning disable CA1051 // Fields and nothing else: then the default serializer takes them.
        public int Number;
        public string? Name;
#pragma warning restore CA1051
    }

    internal sealed class Tree
    {
        public string Name { get; set; } = "";

        public List<Tree> Branches { get; set; } = [];

        public override string ToString() => $"{Name}({string.Join(',', Branches)})";
    }

    [ImmutableObject(true)]
    internal class Open
    {
        public string Text { get; set; } = "";
    }

    internal sealed class Opened : Open;
}
