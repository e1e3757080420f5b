using AspireCache.TestSupport;
using Catalog.Api.Tests.Hosting;
using Npgsql;

namespace Catalog.Api.Tests.Caching;

public sealed class CommitOnLogTests(TestServers servers) : CommitContract(servers)
{
    protected override string Source => "LogicalReplication";

    [Fact]
    public async Task Role_MayNotReadTheLog_TheRemedyIsLoggedAndNothingIsStale()
    {
        var role = $"r{Guid.NewGuid():N}";
        await BehindAsync($"create role {role} login password 'secret'; grant all on schema public to {role}; create extension pg_trgm");
        await BehindAsync($"do $$ begin execute format('grant all on database %I to {role}', current_database()); end $$");
        var unprivileged = new NpgsqlConnectionStringBuilder(ConnectionString) { Username = role, Password = "secret" }.ConnectionString;
        var node = await StartUnattachedAsync(unprivileged);

        var product = await node.CreateAsync(Sample.Input() with { Category = "Kept" });
        await NamesAsync(node, product);
        await PatchAsync(node, product.Id, """{ "name": "Own" }""");
        Assert.All(await NamesAsync(node, product), name => Assert.Equal("Own", name));
        await BehindAsync("update products set name = 'Behind' where id = $1", product.Id);
        Assert.All(await NamesAsync(node, product), name => Assert.Equal("Behind", name));

        await Eventually.TrueAsync(
            () => ValueTask.FromResult(node.Logs.GetSnapshot().Any(entry => entry.Id.Id == 4102 && entry.Message.Contains($"ALTER ROLE \"{role}\" REPLICATION", StringComparison.Ordinal))),
            "the log names the statement that helps");
    }

    [Fact]
    public async Task Writes_AreWhatInvalidates_NothingReadsTheLog()
    {
        var node = await StartUnattachedAsync(ConnectionString, ("Cache:Invalidation", "Writes"));
        await node.AttachedAsync();
        var product = await node.CreateAsync(Sample.Input() with { Category = "Kept" });
        await NamesAsync(node, product);

        await PatchAsync(node, product.Id, """{ "name": "Own" }""");

        Assert.All(await NamesAsync(node, product), name => Assert.Equal("Own", name));
        await BehindAsync("update products set name = 'Behind' where id = $1", product.Id);
        Assert.All(await NamesAsync(node, product), name => Assert.Equal("Own", name));
        Assert.Equal(0L, await AskBehindAsync<long>("select count(*) from pg_replication_slots where database = current_database()"));
    }
}
