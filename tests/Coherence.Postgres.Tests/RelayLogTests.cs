using AspireCache.TestSupport;
using AspireCache.TestSupport.Faults;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>What somebody reads at night: a line when an outage begins, one when it ends.</summary>
public sealed class RelayLogTests(TestServers servers) : RelayTest(servers)
{
    private const int Leading = 4100;
    private const int Following = 4101;
    private const int Stopped = 4103;
    private const int HandlerFails = 4111;
    private const int LeadingFromOutbox = 4112;
    private const int HandlerSucceeds = 4122;

    private FaultProxy _proxy = null!;

    public override async ValueTask InitializeAsync()
    {
        _proxy = FaultProxy.Start(Servers.Postgres.Port);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        _proxy.Pass();
        await base.DisposeAsync();
        await _proxy.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(CommitSource.LogicalReplication)]
    [InlineData(CommitSource.Outbox)]
    public async Task Postgres_AwayAndBack_IsALineAtTheBeginningAndOneAtTheEnd(CommitSource source)
    {
        CacheNode[] nodes = [await StartBehindProxyAsync(source), await StartBehindProxyAsync(source)];
        var before = nodes.Select(node => Lines(node).Count).ToArray();

        await _proxy.RefuseAsync();
        await EveryAsync(nodes, node => Failures(node) > 10, "every node has tried again and again");
        _proxy.Pass();
        _proxy.Reset();
        await EveryAsync(nodes, node => Failures(node) > 20, "and otherwise");
        _proxy.Pass();
        await EveryAsync(nodes, node => Lines(node)[^1].Id.Id is Leading or Following or LeadingFromOutbox, "every node says that it is over");

        foreach (var (node, lines) in nodes.Zip(before, (node, count) => (node, Lines(node)[count..])))
        {
            Assert.Equal([Stopped], lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Id.Id));
            Assert.Contains("Postgres", lines[0].Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", lines[0].Message, StringComparison.Ordinal);
            Assert.All(lines, line => Assert.Null(line.Exception));
            Assert.InRange(lines.Count, 2, 3);
        }
    }

    [Fact]
    public async Task Postgres_NeverReached_SaysSoOnceAndWhy()
    {
        await _proxy.RefuseAsync();
        var node = await StartUnattachedAsync(options => options.ConnectionString = Behind());

        await EveryAsync([node], one => Failures(one) > 5, "it has tried again and again");

        Assert.Contains("Postgres cannot be reached", Assert.Single(Lines(node)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_FailsAndSucceeds_IsALineAtTheBeginningAndOneAtTheEnd()
    {
        var failures = 5;
        var node = await StartAsync(options => options.OnInvalidated = (_, _) => failures-- > 0 ? throw new IOException("The store is away.") : default);

        await Database.ExecuteAsync("update products set price = 700 where id = 4", Cancellation);

        await LogsAsync(node, HandlerSucceeds, "succeed again");
        Assert.Contains("The store is away.", Assert.Single(Lines(node), line => line.Id.Id == HandlerFails).Message, StringComparison.Ordinal);
        Assert.All(Lines(node), line => Assert.Null(line.Exception));
    }

    private async Task<CacheNode> StartBehindProxyAsync(CommitSource source) => await StartAsync(options =>
    {
        options.Source = source;
        options.ConnectionString = Behind();
    });

    private string Behind() => new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Port = _proxy.Port }.ConnectionString;

    private static Task EveryAsync(CacheNode[] nodes, Func<CacheNode, bool> condition, string what) =>
        Eventually.TrueAsync(() => ValueTask.FromResult(nodes.All(condition)), what);

    private static int Failures(CacheNode node) => node.Logs.GetSnapshot().Count(entry => entry.Id.Id == 4121);

    private static List<Microsoft.Extensions.Logging.Testing.FakeLogRecord> Lines(CacheNode node) =>
        [.. node.Logs.GetSnapshot().Where(entry => entry.Level >= LogLevel.Information && entry.Category?.StartsWith("AspireCache.Coherence.Postgres", StringComparison.Ordinal) == true)];
}
