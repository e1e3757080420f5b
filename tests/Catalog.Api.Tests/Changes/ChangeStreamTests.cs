using System.Net;
using System.Text;
using AspireCache.TestSupport;
using Catalog.Api.Changes;
using Catalog.Api.Tests.Hosting;
using Catalog.Api.Tests.Imports;
using Catalog.Contracts;
using Catalog.Contracts.Changes;
using Catalog.Contracts.Products;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Catalog.Api.Tests.Changes;

public sealed class ChangeStreamTests(TestServers servers) : IAsyncLifetime
{
    private readonly string _domain = $"t{Guid.NewGuid():N}";
    private readonly List<CatalogNode> _nodes = [];
    private string _connectionString = "";
    private NpgsqlDataSource _behind = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
    }

    [Fact]
    public async Task Changes_MadeAnywhere_AreToldOnEveryReplicaInTheirOrder()
    {
        var (one, two) = (await StartAsync(), await StartAsync());
        await using var first = await ChangeListener.StartAsync(one);
        await using var second = await ChangeListener.StartAsync(two);

        var product = await one.CreateAsync(Sample.Input() with { Stock = 3, Availability = Availability.InStock });
        await BehindAsync($"update products set price = 12.5, stock = 0, availability = 'out_of_stock' where id = {product.Id}");
        await BehindAsync($"delete from products where id = {product.Id}");

        foreach (var listener in (ChangeListener[])[first, second])
        {
            Assert.Equal(new ProductChange(product.Id, product.Sku, 1, ChangeKind.Created, new Money(49.90m, "EUR"), 3, Availability.InStock), await listener.ProductAsync());
            Assert.Equal(new ProductChange(product.Id, product.Sku, 2, ChangeKind.Updated, new Money(12.5m, "EUR"), 0, Availability.OutOfStock), await listener.ProductAsync());
            Assert.Equal((ChangeKind.Deleted, 2), ((await listener.ProductAsync()) is var deleted ? deleted.Kind : default, deleted.Version));
        }
    }

    [Fact]
    public async Task Transaction_RolledBack_IsNotTold()
    {
        var node = await StartAsync();
        var product = await CreateAsync(node);
        await using var listener = await ChangeListener.StartAsync(node);
        await using (var connection = await _behind.OpenConnectionAsync(Cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await using var update = new NpgsqlCommand($"update products set price = 1 where id = {product.Id}", connection);
            await update.ExecuteNonQueryAsync(Cancellation);
            await transaction.RollbackAsync(Cancellation);
        }

        await BehindAsync($"update products set price = 2 where id = {product.Id}");

        Assert.Equal(2m, (await listener.ProductAsync()).Price.Amount);
    }

    [Fact]
    public async Task Product_AskedFor_IsToldAlone()
    {
        var node = await StartAsync();
        var (one, other) = (await CreateAsync(node), await CreateAsync(node));
        await using var listener = await ChangeListener.StartAsync(node, $"?product={one.Id}");

        await BehindAsync($"update products set price = 1 where id = {other.Id}");
        await BehindAsync($"update products set price = 2 where id = {one.Id}");

        Assert.Equal(2m, (await listener.ProductAsync()).Price.Amount);
    }

    [Fact]
    public async Task LastEventId_OnAnotherReplica_GoesOnWhereItWas()
    {
        var (one, two) = (await StartAsync(), await StartAsync());
        var product = await CreateAsync(one);
        string id;
        await using (var listener = await ChangeListener.StartAsync(one))
        {
            await BehindAsync($"update products set price = 1 where id = {product.Id}");
            await listener.ProductAsync();
            id = listener.LastEventId;
        }

        await BehindAsync($"update products set price = 2 where id = {product.Id}");
        await BehindAsync($"update products set price = 3 where id = {product.Id}");

        await using var again = await ChangeListener.StartAsync(two, lastEventId: id);
        Assert.Equal(2m, (await again.ProductAsync()).Price.Amount);
        Assert.Equal(3m, (await again.ProductAsync()).Price.Amount);
    }

    [Fact]
    public async Task LastEventId_AfterAllReplicasRestarted_GoesOnWhereItWas()
    {
        var node = await StartAsync();
        var product = await CreateAsync(node);
        string id;
        await using (var listener = await ChangeListener.StartAsync(node))
        {
            await BehindAsync($"update products set price = 1 where id = {product.Id}");
            await listener.ProductAsync();
            id = listener.LastEventId;
        }

        _nodes.Remove(node);
        await node.DisposeAsync();
        await BehindAsync($"update products set price = 2 where id = {product.Id}");

        await using var again = await ChangeListener.StartAsync(await StartAsync(), lastEventId: id);
        Assert.Equal(2m, (await again.ProductAsync()).Price.Amount);
    }

    [Theory]
    [InlineData("1-1-00000")]
    [InlineData("nonsense")]
    public async Task LastEventId_NotKnown_ClientIsToldToReload(string id)
    {
        var node = await StartAsync();
        var product = await CreateAsync(node);

        await using var listener = await ChangeListener.StartAsync(node, lastEventId: id);

        Assert.Contains("not known any more", await listener.ReloadAsync(), StringComparison.Ordinal);
        await BehindAsync($"update products set price = 4 where id = {product.Id}");
        Assert.Equal(4m, (await listener.ProductAsync()).Price.Amount);
    }

    [Fact]
    public async Task LastEventId_MoreThanTheHistoryAgo_ClientIsToldToReload()
    {
        var node = await StartAsync(("Catalog:Changes:History", "10"));
        var product = await CreateAsync(node);
        await using var watching = await ChangeListener.StartAsync(node);
        await BehindAsync($"update products set price = 1 where id = {product.Id}");
        await watching.ProductAsync();
        var id = watching.LastEventId;
        for (var price = 2; price <= 12; price++)
        {
            await BehindAsync($"update products set price = {price} where id = {product.Id}");
            Assert.Equal(price, (await watching.ProductAsync()).Price.Amount);
        }

        await using var listener = await ChangeListener.StartAsync(node, lastEventId: id);

        Assert.Contains("not known any more", await listener.ReloadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfManyRows_IsToldAsOneReload()
    {
        var node = await StartAsync();
        await using var listener = await ChangeListener.StartAsync(node, "?product=1");
        var file = new StringBuilder("id,title,price\n");
        for (var i = 0; i < 500; i++)
            file.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"M-{i},Thing {i},{i}.50 EUR");

        await node.Writer.ImportAsync(file.ToString());

        Assert.Contains("Many products", await listener.ReloadAsync(), StringComparison.Ordinal);
        await BehindAsync("update products set price = 1 where id = 1");
        Assert.Equal(1, (await listener.ProductAsync()).Id);
    }

    [Fact]
    public async Task Listeners_MoreThanAllowed_AreRefusedUntilOneLeaves()
    {
        var node = await StartAsync(("Catalog:Changes:MaxListeners", "1"), ("Catalog:Changes:Heartbeat", "00:00:00.100"));
        await using (await ChangeListener.StartAsync(node))
        {
            using var refused = await ChangeListener.SendAsync(node);
            var problem = await Problem.ReadAsync(refused, HttpStatusCode.ServiceUnavailable);
            Assert.Contains("to 1 clients already", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await ChangeListener.SendAsync(node);
                return response.StatusCode == HttpStatusCode.OK;
            },
            "the place is free again");
    }

    [Fact]
    public async Task Listener_NothingHappens_HearsHeartbeatsWithAnIdToComeBackWith()
    {
        var node = await StartAsync(("Catalog:Changes:Heartbeat", "00:00:00.100"));
        var product = await CreateAsync(node);
        using var response = await ChangeListener.SendAsync(node, $"?product={product.Id + 1}");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        string? line;
        do
            line = await reader.ReadLineAsync(Cancellation);
        while (line != ": still here");
        var id = (await reader.ReadLineAsync(Cancellation))!["id: ".Length..];

        await BehindAsync($"update products set price = 5 where id = {product.Id}");

        await using var again = await ChangeListener.StartAsync(node, lastEventId: id);
        Assert.Equal(5m, (await again.ProductAsync()).Price.Amount);
    }

    [Fact]
    public async Task Changes_AreNotFollowed_SaysWhatItTakes()
    {
        var node = await CatalogNode.StartAsync(servers, _connectionString, _domain, ("Cache:Invalidation", "Writes"));
        _nodes.Add(node);

        using var response = await ChangeListener.SendAsync(node);

        var problem = await Problem.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("Cache:Invalidation=Commits", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_IsNotThere_TheStreamIsOpenAndQuiet()
    {
        var node = await CatalogNode.StartAsync(
            servers, _connectionString, _domain, ("ConnectionStrings:cache", "127.0.0.1:1,abortConnect=false,connectTimeout=200"), ("Catalog:Changes:Heartbeat", "00:00:00.100"));
        _nodes.Add(node);

        using var response = await ChangeListener.SendAsync(node);

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        while (await reader.ReadLineAsync(Cancellation) != ": still here")
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Query_IsWrong_NamesTheParameter()
    {
        var node = await StartAsync();

        using var response = await ChangeListener.SendAsync(node, "?product=x");

        Assert.Contains("whole number", await Problem.FieldAsync(response, "product"), StringComparison.Ordinal);
    }

    private async Task<CatalogNode> StartAsync(params (string Key, string Value)[] settings)
    {
        var node = await CatalogNode.StartAsync(servers, _connectionString, _domain, settings);
        _nodes.Add(node);
        await node.AttachedAsync();
        // Where its first look at the journal was too slow, the next one tells those who listen by then to reload.
        var hub = node.Services.GetRequiredService<ChangeHub>();
        await Eventually.TrueAsync(() => ValueTask.FromResult(hub.Ring.Last.Epoch == node.Cache.Heard.Epoch), "the replica has looked at the journal");
        return node;
    }

    /// <summary>A product whose making has been told.</summary>
    private static async Task<Product> CreateAsync(CatalogNode node)
    {
        await using var listener = await ChangeListener.StartAsync(node);
        var product = await node.CreateAsync(Sample.Input());
        while ((await listener.ProductAsync()).Id != product.Id)
        {
        }

        return product;
    }

    private async Task BehindAsync(string sql)
    {
        await using var command = _behind.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
