using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.ApplicationModel;
using AspireCache.EndToEnd.Tests.Fixtures;
using AspireCache.TestSupport;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Catalog.Contracts.Products;
using Microsoft.Extensions.Diagnostics.HealthChecks;

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

    [Fact]
    public async Task Kill_ServersAndServiceWhileReadingWritingAndImporting_LosesNoAcknowledgedWrite()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The number of Postgres's process is known from ps.");
        await using var stack = await RunningStack.StartAsync("--SampleData=false");
        using var client = StackFixtureExtensions.CreateWriter(stack.ApiAddress, stack.WriteToken);
        var import = Guid.NewGuid();
        using (var accepted = await client.ImportCsvAsync(import, new MemoryStream(Feed.Generate("IMP", ImportedRows)), "", Cancellation))
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var acknowledged = new ConcurrentBag<string>();
        await WriteAsync(client, acknowledged, WritesBeforeKill);

        // A local server that dies is started again. The launcher of Postgres takes its server along.
        foreach (var server in (string[])["cache", "postgres"])
        {
            var killed = stack.ProcessId(server);
            Kill(killed);
            await stack.WaitAsync(server, state => IsHealthy(state) && stack.ProcessId(server) != killed);
            await WriteAsync(client, acknowledged, acknowledged.Count + WritesAfterKill);
        }

        // A service that dies shows so, and one command brings it back: what people of Aspire expect.
        Kill(stack.ProcessId("catalog-api"));
        await stack.WaitAsync("catalog-api", state => KnownResourceStates.TerminalStates.Contains(state.State?.Text) && state.ExitCode is not 0);
        await stack.ExecuteAsync("catalog-api", KnownResourceCommands.StartCommand);
        await stack.WaitAsync("catalog-api", IsHealthy);
        await WriteAsync(client, acknowledged, acknowledged.Count + WritesAfterKill);

        foreach (var sku in acknowledged) Assert.Equal(sku, (await GetBySkuAsync(client, sku)).Sku);
        var status = await client.WaitForImportAsync(import, Cancellation);
        Assert.Equal((ImportState.Succeeded, (long)ImportedRows), (status.State, status.Inserted));
    }

    [Fact]
    public async Task Kill_HostThenOrchestrator_LeavesNothingAndTheNextRunFinishesTheImport()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        var import = Guid.NewGuid();
        var acknowledged = new ConcurrentBag<string>();
        IReadOnlyList<int> left;
        await using (var killed = Start())
        {
            await killed.WaitUntilReadyAsync(Cancellation);
            using var client = StackFixtureExtensions.CreateWriter(killed.Api, killed.WriteToken);
            await WriteAsync(client, acknowledged, WritesBeforeKill);
            using (var accepted = await client.ImportCsvAsync(import, new MemoryStream(Feed.Generate("IMP", ImportedRows)), "", Cancellation))
                Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            left = await killed.ProcessesAsync();
            await killed.Host.SignalAsync("KILL");
            await killed.Host.WaitForExitAsync(Cancellation);
        }

        // At once: what the one before still holds is waited for, or another is taken.
        await using var again = Start();
        await again.WaitUntilReadyAsync(Cancellation);
        await ApplicationProcess.WaitForEndAsync(left, Cancellation);
        using var reader = StackFixtureExtensions.CreateWriter(again.Api, again.WriteToken);
        foreach (var sku in acknowledged) Assert.Equal(sku, (await GetBySkuAsync(reader, sku)).Sku);
        var status = await reader.WaitForImportAsync(import, Cancellation);
        Assert.Equal((ImportState.Succeeded, (long)ImportedRows), (status.State, status.Inserted));

        var processes = await again.ProcessesAsync();
        Kill(await again.OrchestratorAsync());
        Assert.Equal(1, await again.Host.WaitForExitAsync(Cancellation));
        Assert.Contains("Aspire's orchestrator has died", again.Host.Output, StringComparison.Ordinal);
        await ApplicationProcess.WaitForEndAsync(processes, Cancellation);
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

    private ApplicationProcess Start() => ApplicationProcess.Start(typeof(Projects.AppHost).Assembly.Location, _folder.Path, null, "--Servers=local", "--SampleData=false");

    private static bool IsHealthy(CustomResourceSnapshot state) => state.HealthStatus is HealthStatus.Healthy;

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }
}
