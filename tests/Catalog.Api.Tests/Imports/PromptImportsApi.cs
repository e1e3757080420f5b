using AspireCache.TestSupport;
using Catalog.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Catalog.Api.Tests.Imports;

/// <summary>An API that looks after its imports more often than it normally would, alone on its database or as a second replica.</summary>
public class PromptImportsApi(TestServers servers) : CatalogApi(servers)
{
    private Task<string>? _database;
    private bool _isReplica;
    private string _domain = $"{Guid.NewGuid():N}";

    /// <summary>How often a receiver is heard of.</summary>
    public string ProgressInterval { get; init; } = "00:00:00.050";

    /// <summary>What Npgsql takes to connect to its database.</summary>
    public Task<string> ConnectionString => _database ??= base.CreateDatabaseAsync();

    /// <summary>Starts another replica on the same database; whoever asks for it ends it.</summary>
    public async Task<PromptImportsApi> StartReplicaAsync()
    {
        var replica = new PromptImportsApi(Servers) { _database = ConnectionString, _isReplica = true, _domain = _domain };
        await replica.InitializeAsync();
        return replica;
    }

    /// <summary>Starts a replica in a process of its own, with a real server; whoever asks for it ends it.</summary>
    public async Task<(HostProcess Process, HttpClient Client)> StartProcessAsync(params string[] settings)
    {
        HostProcess process = HostProcess.Start(typeof(Program).Assembly.Location,
        [
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:catalogdb={await ConnectionString}",
            $"--ConnectionStrings:cache={RedisConnectionString}",
            $"--Catalog:WriteToken={WriteToken}",
            "--Catalog:SampleData=false",
            $"--Cache:Domain={_domain}",
            "--Catalog:Imports:ProgressInterval=00:00:00.050",
            .. settings,
        ]);
        await process.WaitForAsync("Application started.", TestContext.Current.CancellationToken);
        await process.WaitForAsync("The database is ready", TestContext.Current.CancellationToken);
        const string Listening = "Now listening on: ";
        string address = process.Output[(process.Output.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Split('\n')[0].Trim();
        var client = new HttpClient { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", WriteToken);
        return (process, client);
    }

    protected override bool OwnsDatabase => !_isReplica;

    protected override Task<string> CreateDatabaseAsync() => ConnectionString;

    protected override void Configure(IWebHostBuilder host)
    {
        host.UseSetting("Cache:Domain", _domain);
        host.UseSetting("Catalog:Imports:ProgressInterval", ProgressInterval);
        host.UseSetting("Catalog:Imports:PollInterval", "00:00:00.100");
        host.UseSetting("Catalog:Imports:EventHeartbeat", "00:00:00.100");
        host.UseSetting("Catalog:Imports:MaxConcurrentUploads", "4");
    }
}
