using System.Buffers;
using MessagePack;
using MessagePack.Resolvers;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.MessagePack.Tests;

public sealed class MessagePackSerializerTests
{
    private static readonly Kettle Kettle = new("Gooseneck", 49.90m, ["steel", "1 l"]);

    [Fact]
    public async Task GetOrCreate_MarkedType_ComesBackAsACopy()
    {
        await using var services = new ServiceCollection().AddHybridCache().AddMessagePackSerializer().Services.BuildServiceProvider();
        var cache = services.GetRequiredService<HybridCache>();
        var token = TestContext.Current.CancellationToken;

        await cache.GetOrCreateAsync("kettle", _ => ValueTask.FromResult(Kettle), cancellationToken: token);
        var again = await cache.GetOrCreateAsync<Kettle>("kettle", _ => throw new InvalidOperationException("It is kept."), cancellationToken: token);

        Assert.Equal(Kettle.Name, again.Name);
        Assert.Equal(Kettle.Price, again.Price);
        Assert.Equal(Kettle.Tags, again.Tags);
        Assert.NotSame(Kettle, again);
    }

    [Fact]
    public void TryCreate_TypesMadeForIt_AreTaken()
    {
        Assert.True(IsTaken<Kettle>());
        Assert.True(IsTaken<Kettle?[]>());
        Assert.True(IsTaken<IReadOnlyList<Kettle>>());
        Assert.True(IsTaken<Dictionary<string, List<Kettle>>>());
        Assert.True(IsTaken<(int, Kettle)>());
        Assert.True(IsTaken<DateTimeOffset?>());
    }

    [Fact]
    public void TryCreate_OtherTypes_AreLeftToOthers()
    {
        Assert.False(IsTaken<Unmarked>());
        Assert.False(IsTaken<List<Unmarked>>());
        Assert.False(IsTaken<Dictionary<string, object>>());
        Assert.False(IsTaken<object>());
        Assert.False(IsTaken<Stream>());
    }

    [Fact]
    public void Serialize_UnmarkedTypeAskedForByName_UsesTheGivenResolver()
    {
        var options = MessagePackSerializerOptions.Standard.WithResolver(ContractlessStandardResolver.Instance);
        using var services = new ServiceCollection().AddHybridCache().AddMessagePackSerializer<Unmarked>(options).Services.BuildServiceProvider();
        var serializer = services.GetRequiredService<IHybridCacheSerializer<Unmarked>>();
        var bytes = new ArrayBufferWriter<byte>();

        serializer.Serialize(new Unmarked("x"), bytes);

        Assert.Equal(new Unmarked("x"), serializer.Deserialize(new(bytes.WrittenMemory)));
    }

    [Fact]
    public void Deserialize_BytesThatNameAType_CreateNothing()
    {
        // The most dangerous resolver there is, on bytes that it would follow.
        var typeless = MessagePackSerializerOptions.Standard.WithResolver(TypelessContractlessStandardResolver.Instance);
        var bytes = MessagePackSerializer.Serialize<object>(new Unmarked("x"), typeless, TestContext.Current.CancellationToken);
        using var services = new ServiceCollection().AddHybridCache().AddMessagePackSerializer<object>(typeless).Services.BuildServiceProvider();
        var serializer = services.GetRequiredService<IHybridCacheSerializer<object>>();

        var exception = Assert.Throws<MessagePackSerializationException>(() => serializer.Deserialize(new(bytes)));

        Assert.Contains("names a type", exception.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deserialize_NestedWithoutEnd_IsRefused()
    {
        using var services = new ServiceCollection().AddHybridCache().AddMessagePackSerializer<object>().Services.BuildServiceProvider();
        var serializer = services.GetRequiredService<IHybridCacheSerializer<object>>();
        var bytes = new byte[100_000];
        // Arrays of one element each.
        Array.Fill(bytes, (byte)0x91);

        Assert.ThrowsAny<MessagePackSerializationException>(() => serializer.Deserialize(new(bytes)));
    }

    [Fact]
    public void Deserialize_CutOff_IsRefused()
    {
        using var services = new ServiceCollection().AddHybridCache().AddMessagePackSerializer<Kettle>().Services.BuildServiceProvider();
        var serializer = services.GetRequiredService<IHybridCacheSerializer<Kettle>>();
        var bytes = new ArrayBufferWriter<byte>();
        serializer.Serialize(Kettle, bytes);

        Assert.ThrowsAny<MessagePackSerializationException>(() => serializer.Deserialize(new(bytes.WrittenMemory[..^1])));
    }

    private static bool IsTaken<T>()
    {
        using var services = new ServiceCollection().AddHybridCache().AddMessagePackSerializer().Services.BuildServiceProvider();
        return services.GetServices<IHybridCacheSerializerFactory>().Last().TryCreateSerializer<T>(out _);
    }
}
