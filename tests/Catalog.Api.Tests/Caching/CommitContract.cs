using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using AspireCache.TestSupport;
using Catalog.Api.Tests.Hosting;
using Catalog.Api.Tests.Imports;
using Catalog.Contracts;
using Catalog.Contracts.Products;
using Npgsql;
using StackExchange.Redis;

namespace Catalog.Api.Tests.Caching;

/// <summary>Rows that anybody changes are fresh on every node; and nothing else is dropped. Wherever the relay learns of commits.</summary>
public abstract class CommitContract(TestServers servers) : IAsyncLifetime
{
    private readonly string _domain = $"t{Guid.NewGuid():N}";
    private readonly List<CatalogNode> _nodes = [];
    private string _connectionString = "";
    private NpgsqlDataSource _behind = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What <c>Cache:Relay:Source</c> is.</summary>
    protected abstract string Source { get; }

    protected string ConnectionString => _connectionString;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await servers.CreateDatabaseAsync(Cancellation);
        _behind = NpgsqlDataSource.Create(_connectionString);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _behind.DisposeAsync();
        await TestServers.DropSlotsAsync(_connectionString);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Change_BehindTheApi_IsFreshOnEveryNode()
    {
        var (one, two) = (await StartAsync(), await StartAsync());
        var product = await one.CreateAsync(Sample.Input() with { Category = "Home > Kettles", Brand = "Acme" });
        foreach (var node in _nodes)
            Assert.All(await NamesAsync(node, product), name => Assert.Equal(product.Name, name));

        await BehindAsync("update products set name = 'Behind' where id = $1", product.Id);

        foreach (var node in _nodes)
            await Eventually.TrueAsync(async () => (await NamesAsync(node, product)).All(name => name == "Behind"), "every read shows the new name");
    }

    [Fact]
    public async Task Change_RolledBack_DropsNothing()
    {
        var node = await StartAsync();
        var product = await node.CreateAsync(Sample.Input() with { Category = "Kept" });
        var other = await node.CreateAsync(Sample.Input() with { Category = "Elsewhere" });
        await using (var connection = await _behind.OpenConnectionAsync(Cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await using var update = new NpgsqlCommand($"update products set name = 'Never' where id = {product.Id}", connection);
            await update.ExecuteNonQueryAsync(Cancellation);
            await NamesAsync(node, product);
            await transaction.RollbackAsync(Cancellation);
        }

        // What is behind it in the log has been applied.
        await PatchAsync(node, other.Id, """{ "name": "Later" }""");

        await using var locked = await LockAsync();
        Assert.Equal(product.Name, await NameAsync(node.Writer, $"{Sample.Products}/{product.Id}"));
        Assert.Equal(product.Name, await ListedAsync(node.Writer, "category=kept"));
    }

    [Fact]
    public async Task Change_OfOneProduct_LeavesOthersAndOtherCategoriesAlone()
    {
        var node = await StartAsync();
        var product = await node.CreateAsync(Sample.Input() with { Category = "Kept" });
        var other = await node.CreateAsync(Sample.Input() with { Category = "Elsewhere" });
        await NamesAsync(node, product);

        await PatchAsync(node, other.Id, """{ "name": "Changed" }""");

        await using var locked = await LockAsync();
        Assert.Equal(product.Name, await NameAsync(node.Writer, $"{Sample.Products}/{product.Id}"));
        Assert.Equal(product.Name, await ListedAsync(node.Writer, "category=kept"));
    }

    [Fact]
    public async Task NewBrandAndCategory_WithoutProducts_DropNoProductAndNoList()
    {
        var node = await StartAsync();
        var product = await node.CreateAsync(Sample.Input() with { Category = "Kept" });
        var before = await node.Anonymous.GetStringAsync("/api/v1/brands", Cancellation);
        await NamesAsync(node, product);

        await BehindAsync("insert into brands (name) values ('Newly founded')");
        await BehindAsync("insert into categories (name, slug, path, lineage, words) values ('Newly made', '', '', '{}', '')");

        await Eventually.TrueAsync(async () => await node.Anonymous.GetStringAsync("/api/v1/brands", Cancellation) != before, "the brands show the new one");
        await Eventually.TrueAsync(
            async () => (await node.Anonymous.GetStringAsync("/api/v1/categories", Cancellation)).Contains("Newly made", StringComparison.Ordinal), "the roots show the new one");
        await using var locked = await LockAsync();
        Assert.Equal(product.Name, await NameAsync(node.Writer, $"{Sample.Products}/{product.Id}"));
        Assert.Equal(product.Name, await ListedAsync(node.Writer, "category=kept"));
    }

    [Fact]
    public async Task Brand_RenamedBehindTheApi_IsRenamedInItsProducts()
    {
        var node = await StartAsync();
        var product = await node.CreateAsync(Sample.Input() with { Brand = "Acme" });
        Assert.Equal("Acme", await BrandAsync());

        await BehindAsync("update brands set name = 'Acme & Sons' where name = 'Acme'");

        await Eventually.TrueAsync(async () => await BrandAsync() == "Acme & Sons", "the product shows its brand's new name");

        async Task<string?> BrandAsync()
        {
            using var read = await node.Anonymous.GetAsync($"{Sample.Products}/{product.Id}", Cancellation);
            return (await read.ReadProductAsync()).Brand;
        }
    }

    [Fact]
    public async Task Truncate_BehindTheApi_EmptiesLists()
    {
        var node = await StartAsync();
        var product = await node.CreateAsync(Sample.Input() with { Category = "Kept" });
        await NamesAsync(node, product);

        await BehindAsync("truncate products");

        await Eventually.TrueAsync(async () => (await node.ListAsync("limit=7")).Total == 0, "the list is empty");
    }

    [Fact]
    public async Task Import_OfManyRows_IsOneEventForAll()
    {
        var node = await StartAsync();
        var events = new ConcurrentQueue<string>();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(servers.Redis.ConnectionString);
        var heard = await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal($"{{{_domain}}}:events"));
        // The channel also brings the ends of the relay's rounds, in one line.
        heard.OnMessage(message =>
        {
            if (message.Message.ToString() is var text && text.Contains('\n', StringComparison.Ordinal))
                events.Enqueue(text);
        });
        Assert.Equal(0, (await node.ListAsync("limit=9")).Total);
        var file = new StringBuilder("id,title,price,product_type,brand\n");
        for (var i = 0; i < 500; i++)
            file.AppendLine(CultureInfo.InvariantCulture, $"M-{i},Thing {i},{i}.50 EUR,Home > Shelf {i % 7},Brand {i % 5}");

        await node.Writer.ImportAsync(file.ToString());

        Assert.Equal(500, (await node.ListAsync("limit=9")).Total);
        // The relay names the transaction when all of it has been applied; that everything changed it tells once, and may have told before. A
        // writer that has waited long enough for it, on a busy machine, tells of its own accord.
        await Eventually.TrueAsync(() => ValueTask.FromResult(Ends().Length > 0), "the relay tells of the import");
        Assert.Single(Ends());
        Assert.InRange(events.Count(static text => text.Split('\n').Contains("t:catalog")), 1, 2);
        Assert.InRange(events.Count, 1, 3);
        Assert.All(events, static text => Assert.InRange(text.Split('\n').Length, 2, 250));

        string[] Ends() => [.. events.Where(static text => text.Split('\n').Any(static line => line.StartsWith("x:", StringComparison.Ordinal)))];
    }

    [Fact]
    public async Task Restart_ChangeMeanwhile_IsSeen()
    {
        var one = await StartAsync();
        var product = await one.CreateAsync(Sample.Input() with { Category = "Home > Kettles" });
        await NamesAsync(one, product);
        _nodes.Remove(one);
        await one.DisposeAsync();

        // Nobody is there to relay it.
        await BehindAsync("update products set name = 'Meanwhile' where id = $1", product.Id);
        var two = await StartAsync();

        Assert.All(await NamesAsync(two, product), name => Assert.Equal("Meanwhile", name));
    }

    [Fact]
    public async Task Relay_Ends_AnotherNodeTakesOver()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        var product = await first.CreateAsync(Sample.Input() with { Category = "Home > Kettles" });
        Assert.True(IsRelay(first));
        Assert.False(IsRelay(second));
        var epoch = second.Cache.Heard.Epoch;
        await NamesAsync(second, product);

        _nodes.Remove(first);
        await first.DisposeAsync();
        await BehindAsync("update products set name = 'Taken over' where id = $1", product.Id);

        await Eventually.TrueAsync(async () => (await NamesAsync(second, product)).All(name => name == "Taken over"), "the other node relays");
        Assert.True(IsRelay(second));
        // Nothing was lost, so nothing had to be forgotten.
        Assert.Equal(epoch, second.Cache.Heard.Epoch);
    }

    // One event for each source.
    private static bool IsRelay(CatalogNode node) => node.Logs.GetSnapshot().Any(static entry => entry.Id.Id is 4100 or 4112);

    private async Task<CatalogNode> StartAsync()
    {
        var node = await StartUnattachedAsync(_connectionString);
        await node.AttachedAsync();
        return node;
    }

    private protected async Task<CatalogNode> StartUnattachedAsync(string database, params (string Key, string Value)[] settings)
    {
        var node = await CatalogNode.StartAsync(servers, database, _domain, [("Cache:Relay:Source", Source), .. settings]);
        _nodes.Add(node);
        return node;
    }

    /// <summary>The product's name through every cache: whole answers, and the data below them, which readers with a token get.</summary>
    private protected static async Task<string[]> NamesAsync(CatalogNode node, Product product)
    {
        var names = new List<string>();
        foreach (var client in (HttpClient[])[node.Anonymous, node.Writer])
        {
            names.Add(await NameAsync(client, $"{Sample.Products}/{product.Id}"));
            names.Add(await NameAsync(client, $"{Sample.Products}/by-sku/{product.Sku}"));
            names.Add(await ListedAsync(client, "limit=8"));
            names.Add(await ListedAsync(client, $"category={product.CategoryPath[0].Path}"));
        }

        return [.. names];
    }

    private static async Task<string> NameAsync(HttpClient client, string address)
    {
        using var response = await client.GetAsync(address, Cancellation);
        return (await response.ReadProductAsync()).Name;
    }

    private static async Task<string> ListedAsync(HttpClient client, string query)
    {
        var page = await client.GetFromJsonAsync<ProductPage>($"{Sample.Products}?{query}", CatalogJson.Options, Cancellation);
        return page!.Items[0].Name;
    }

    private protected static async Task PatchAsync(CatalogNode node, long id, string patch)
    {
        using var response = await node.PatchAsync(id, "*", patch);
        Assert.True(response.IsSuccessStatusCode);
    }

    protected async Task BehindAsync(string sql, params object[] values)
    {
        await using var command = _behind.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    protected async Task<T?> AskBehindAsync<T>(string sql)
    {
        await using var command = _behind.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync(Cancellation);
    }

    /// <summary>While it lasts, nothing is read from the table: what is answered comes from a cache.</summary>
    private async Task<NpgsqlTransaction> LockAsync()
    {
        var connection = await _behind.OpenConnectionAsync(Cancellation);
        var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var take = new NpgsqlCommand("lock table products in access exclusive mode", connection);
        await take.ExecuteNonQueryAsync(Cancellation);
        return transaction;
    }
}
