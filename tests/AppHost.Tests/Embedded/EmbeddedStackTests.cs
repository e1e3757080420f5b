using System.Diagnostics;
using AspireCache.AppHost.Embedded;
using AspireCache.AppHost.Embedded.Reporting;
using AspireCache.TestSupport;
using Npgsql;

namespace AspireCache.AppHost.Tests.Embedded;

public sealed class EmbeddedStackTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingReporter _reporter = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task StartAsync_TwoStacks_RunSideBySide()
    {
        using var otherFolder = new TemporaryFolder();
        await using var first = await StartAsync();
        await using var second = await StartAsync(folder: otherFolder);

        Assert.NotEqual(first.WebAddress, second.WebAddress);
        Assert.NotEqual(first.WriteToken, second.WriteToken);
        foreach (var address in (Uri[])[first.WebAddress, .. first.ApiAddresses, second.WebAddress, .. second.ApiAddresses])
            Assert.True(await IsHealthyAsync(address), address.ToString());
    }

    [Fact]
    public async Task StartAsync_Again_KeepsDataAndWriteToken()
    {
        string token;
        await using (var first = await StartAsync())
        {
            token = first.WriteToken;
            await ExecuteAsync(first, "CREATE TABLE kept (id int)");
        }

        await using var second = await StartAsync();

        Assert.Equal(token, second.WriteToken);
        await ExecuteAsync(second, "SELECT id FROM kept");
    }

    [Fact]
    public async Task StartAsync_Fresh_ThrowsTheDataAway()
    {
        await using (var first = await StartAsync())
            await ExecuteAsync(first, "CREATE TABLE kept (id int)");

        await using var second = await StartAsync(options => options with { Fresh = true });

        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(second, "SELECT id FROM kept"));
    }

    [Fact]
    public async Task StartAsync_Replicas_AllServe()
    {
        await using var stack = await StartAsync(options => options with { ApiReplicas = 2 });

        Assert.Equal(2, stack.ApiAddresses.Count);
        foreach (var address in stack.ApiAddresses) Assert.True(await IsHealthyAsync(address), address.ToString());
        Assert.NotEqual(stack.ServiceProcessId("catalog-api-1"), stack.ServiceProcessId("catalog-api-2"));
    }

    [Fact]
    public async Task StartAsync_ServiceThatCannotStart_TellsItsLastLinesAndStopsTheRest()
    {
        var error = await Assert.ThrowsAsync<StackException>(() => StartAsync(options => options with
        {
            ServiceEnvironment = new Dictionary<string, string> { ["ConnectionStrings__catalogdb"] = "Not a connection string" },
        }));

        Assert.Contains("catalog-api", error.Message, StringComparison.Ordinal);
        await _reporter.WaitForAsync("postgres", ResourceState.Stopped, Cancellation);
    }

    [Theory]
    [InlineData("catalog-api")]
    [InlineData("web-frontend")]
    public async Task Service_Killed_IsStartedAgain(string name)
    {
        await using var stack = await StartAsync();
        var killed = stack.ServiceProcessId(name);

        Kill(killed);

        await _reporter.WaitForAsync(name, ResourceState.Restarting, Cancellation);
        await _reporter.WaitForAsync(name, ResourceState.Ready, Cancellation);
        Assert.NotEqual(killed, stack.ServiceProcessId(name));
    }

    [Fact]
    public async Task Postgres_Killed_RecoversWhatWasCommitted()
    {
        await using var stack = await StartAsync();
        await ExecuteAsync(stack, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");

        Kill(stack.PostgresProcessId);

        await _reporter.WaitForAsync("postgres", ResourceState.Restarting, Cancellation);
        await _reporter.WaitForAsync("postgres", ResourceState.Ready, Cancellation);
        await ExecuteAsync(stack, "SELECT 1 / (SELECT count(*) FROM kept)");
        Assert.True(await IsHealthyAsync(stack.ApiAddresses[0]));
    }

    private Task<EmbeddedStack> StartAsync(Func<StackOptions, StackOptions>? change = null, TemporaryFolder? folder = null)
    {
        var options = new StackOptions { DataFolder = (folder ?? _folder).Path, SampleData = false, Durable = false };
        return EmbeddedStack.StartAsync(change?.Invoke(options) ?? options, _reporter, Cancellation);
    }

    private static async Task<bool> IsHealthyAsync(Uri address)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(address, "/health"), Cancellation);
        return response.IsSuccessStatusCode;
    }

    private static async Task ExecuteAsync(EmbeddedStack stack, string sql)
    {
        await using var connection = new NpgsqlConnection(stack.CatalogConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }
}
