using AspireCache.TestSupport;

namespace Catalog.Api.Tests.Hosting;

public sealed class ContentRootTests(TestServers servers)
{
    [Fact]
    public async Task Start_FromElsewhere_ReadsItsOwnSettings()
    {
        using var elsewhere = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(elsewhere.Path, "appsettings.json"), "not even JSON", TestContext.Current.CancellationToken);
        var assembly = typeof(Program).Assembly.Location;
        await using var process = HostProcess.StartIn(elsewhere.Path, assembly, arguments:
        [
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:catalogdb={await servers.CreateDatabaseAsync(TestContext.Current.CancellationToken)}",
            $"--ConnectionStrings:cache={servers.Redis.ConnectionString}",
            "--Catalog:SampleData=false",
            $"--Cache:Domain={Guid.NewGuid():N}",
        ]);

        await process.WaitForAsync($"Content root path: {Path.GetDirectoryName(assembly)}", TestContext.Current.CancellationToken);
    }
}
