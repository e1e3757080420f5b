using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AspireCache.AppHost.Embedded;
using AspireCache.EndToEnd.Tests.Fixtures;
using AspireCache.TestSupport;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Catalog.Contracts.Products;

namespace AspireCache.EndToEnd.Tests.Faults;

/// <summary>Processes die while people read, write and import: what was acknowledged is there, and the stack recovers.</summary>
public sealed class KillTests : IDisposable
{
    private const int ImportedRows = 20_000;
    private const int WritesBeforeKill = 40;
    private const int WritesAfterKill = 40;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("catalog-api")]
    [InlineData("postgres")]
    public async Task Kill_WhileReadingWritingAndImporting_LosesNoAcknowledgedWrite(string victim)
    {
        await using var stack = await EmbeddedStack.StartAsync(Options(), new TestReporter(), Cancellation);
        using var client = StackFixtureExtensions.CreateWriter(stack.ApiAddresses[0], stack.WriteToken);
        var import = Guid.NewGuid();
        using (var accepted = await client.ImportCsvAsync(import, new MemoryStream(Feed.Generate("IMP", ImportedRows)), "", Cancellation))
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);

        var acknowledged = new ConcurrentBag<string>();
        await WriteAsync(client, acknowledged, WritesBeforeKill);
        Kill(victim == "postgres" ? stack.PostgresProcessId : stack.ServiceProcessId(victim));
        await WriteAsync(client, acknowledged, WritesBeforeKill + WritesAfterKill);

        foreach (var sku in acknowledged) Assert.Equal(sku, (await GetBySkuAsync(client, sku)).Sku);
        var status = await client.WaitForImportAsync(import, Cancellation);
        Assert.Equal((ImportState.Succeeded, (long)ImportedRows), (status.State, status.Inserted));
    }

    [Fact]
    public async Task Kill_HostWhileImporting_TheNextRunFinishesTheImport()
    {
        var import = Guid.NewGuid();
        var acknowledged = new ConcurrentBag<string>();
        await using (var host = StartHost())
        {
            using var client = await ConnectAsync(host);
            await WriteAsync(client, acknowledged, WritesBeforeKill);
            using (var accepted = await client.ImportCsvAsync(import, new MemoryStream(Feed.Generate("IMP", ImportedRows)), "", Cancellation))
                Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            await host.SignalAsync("KILL");
            await host.WaitForExitAsync(Cancellation);
            foreach (var child in host.ChildIds()) await HostProcess.WaitForEndAsync(child, Cancellation);
        }

        await using var again = StartHost();
        using var reader = await ConnectAsync(again);
        foreach (var sku in acknowledged) Assert.Equal(sku, (await GetBySkuAsync(reader, sku)).Sku);
        var status = await reader.WaitForImportAsync(import, Cancellation);
        Assert.Equal((ImportState.Succeeded, (long)ImportedRows), (status.State, status.Inserted));
        await again.InterruptAsync();
        Assert.Equal(0, await again.WaitForExitAsync(Cancellation));
    }

    /// <summary>Writes products one after the other until so many are acknowledged; one whose outcome is unknown is not counted.</summary>
    private static async Task WriteAsync(HttpClient client, ConcurrentBag<string> acknowledged, int count)
    {
        while (acknowledged.Count < count)
        {
            var sku = $"ACK-{Guid.NewGuid():N}";
            try
            {
                using var response = await client.PostAsJsonAsync(
                    "/api/v1/products", new ProductInput { Sku = sku, Name = "Acknowledged kettle", Price = new Money(9.5m, "USD") }, CatalogJson.Options, Cancellation);
                if (response.StatusCode == HttpStatusCode.Created) acknowledged.Add(sku);
                using var read = await client.GetAsync(new Uri("/api/v1/products?q=kettle", UriKind.Relative), Cancellation);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
            }
        }
    }

    private static async Task<Product> GetBySkuAsync(HttpClient client, string sku)
    {
        var product = await client.GetFromJsonAsync<Product>($"/api/v1/products/by-sku/{sku}", CatalogJson.Options, Cancellation);
        return Assert.IsType<Product>(product);
    }

    private HostProcess StartHost() => HostProcess.Start(typeof(EmbeddedStack).Assembly.Location, "--data", _folder.Path, "--no-sample-data");

    private async Task<HttpClient> ConnectAsync(HostProcess host)
    {
        await host.WaitForAsync("Write token", Cancellation);
        var line = host.Output.Split(Environment.NewLine).Single(l => l.TrimStart().StartsWith("API ", StringComparison.Ordinal));
        var token = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "write-token"), Cancellation);
        return StackFixtureExtensions.CreateWriter(new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]), token.Trim());
    }

    private StackOptions Options() => new() { DataFolder = _folder.Path, SampleData = false, Durable = false };

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }
}
