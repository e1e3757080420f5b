using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AspireCache.Coherence.Postgres.Tests;

public sealed class PostgresInvalidationOptionsTests
{
    [Fact]
    public void Value_WithoutConnectionOrTable_SaysBoth()
    {
        var failure = Fail(_ => { });

        Assert.Contains("ConnectionString is required", failure, StringComparison.Ordinal);
        Assert.Contains("no table is mapped", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=x;Nonsense=1", "ConnectionString cannot be read")]
    public void Value_UnreadableConnectionString_SaysSo(string text, string expected) =>
        Assert.Contains(expected, Fail(options => options.ConnectionString = text), StringComparison.Ordinal);

    [Fact]
    public void Value_HeartbeatTooSlowForTheLimit_SaysSo() =>
        Assert.Contains("at most a third of Coherence's DetachedAfter", Fail(options => options.Heartbeat = TimeSpan.FromSeconds(1)), StringComparison.Ordinal);

    [Fact]
    public void Value_SlotWithCapitals_SaysWhatIsAllowed() =>
        Assert.Contains("lower-case letters", Fail(options => options.Slot = "Mine"), StringComparison.Ordinal);

    [Fact]
    public void Map_TheSameTableTwice_Throws()
    {
        var options = new PostgresInvalidationOptions().Map("products", _ => [], ["products"]);

        var thrown = Assert.Throws<ArgumentException>(() => options.Map("public.products", _ => [], ["products"]));

        Assert.Contains("mapped already", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_NothingForTruncate_Throws() =>
        Assert.Throws<ArgumentException>(() => new PostgresInvalidationOptions().Map("products", _ => [], []));

    private static string Fail(Action<PostgresInvalidationOptions> configure)
    {
        using var services = new ServiceCollection()
            .AddHybridCache().AddCoherence(options => options.ConnectionString = "127.0.0.1:1").AddPostgresInvalidation(configure)
            .Services.BuildServiceProvider();
        return Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<PostgresInvalidationOptions>>().Value).Message;
    }
}
