using System.Diagnostics;
using System.Globalization;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.EmbeddedServers.Processes;
using Xunit;

namespace AspireCache.TestSupport;

/// <summary>The whole application as a person runs it, with local servers: what it says, and every process that it has.</summary>
public sealed class ApplicationProcess : IAsyncDisposable
{
    private const string Ready = "Press Ctrl+C to stop.";

    // As launchSettings.json has them; ports that are taken are moved.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["ASPNETCORE_URLS"] = "http://localhost:15180",
        ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
        ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:19180",
        ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = "http://localhost:20180",
    };

    private readonly string _folder;

    private ApplicationProcess(HostProcess host, string folder)
    {
        Host = host;
        _folder = folder;
    }

    /// <summary>The AppHost's own process.</summary>
    public HostProcess Host { get; }

    /// <summary>Where the storefront is, once the application is ready.</summary>
    public Uri Storefront => new(Line("Storefront"));

    /// <summary>Where the API is, once the application is ready.</summary>
    public Uri Api => new(new Uri(Line("API")), "/");

    /// <summary>What a client sends to be allowed to write.</summary>
    public string WriteToken => File.ReadAllText(Path.Combine(_folder, "write-token")).Trim();

    /// <summary>Starts it.</summary>
    /// <param name="assembly">The built AppHost.</param>
    /// <param name="folder">Where it keeps its data.</param>
    /// <param name="environment">Further environment variables.</param>
    /// <param name="arguments">Its command line; <c>--Data</c> is added.</param>
    public static ApplicationProcess Start(string assembly, string folder, IReadOnlyDictionary<string, string>? environment = null, params IEnumerable<string> arguments)
    {
        var variables = new Dictionary<string, string>(Settings);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) variables[name] = value;
        return new ApplicationProcess(HostProcess.Start(Environment.CurrentDirectory, variables, assembly, [$"--Data={folder}", .. arguments]), folder);
    }

    /// <summary>Waits until everything is healthy; fails when it ends before.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => Host.WaitForAsync(Ready, cancellationToken);

    /// <summary>Every process of the application: the host, the orchestrator, and what it runs, Postgres included.</summary>
    public async Task<IReadOnlyList<int>> ProcessesAsync()
    {
        var all = (await ListAsync()).ToLookup(p => p.Parent);
        var found = new List<int> { Host.Id, await OrchestratorAsync() };
        for (var i = 0; i < found.Count; i++) found.AddRange(all[found[i]].Select(p => p.Id));
        if (EmbeddedPostgres.FindServer(Path.Combine(_folder, "postgres")) is { } postgres) found.Add(postgres);
        return found;
    }

    /// <summary>Aspire's orchestrator (DCP), which belongs to nobody and watches the host.</summary>
    public async Task<int> OrchestratorAsync()
    {
        var watches = string.Create(CultureInfo.InvariantCulture, $" start-apiserver --monitor {Host.Id} ");
        return Assert.Single(await ListAsync(), p => p.CommandLine.Contains(watches, StringComparison.Ordinal)).Id;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Waits until processes that are nobody's children here have ended.</summary>
    public static async Task WaitForEndAsync(IEnumerable<int> processes, CancellationToken cancellationToken)
    {
        foreach (var id in processes)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                await process.WaitForExitAsync(cancellationToken);
            }
            catch (ArgumentException)
            {
                // It has ended already.
            }
        }
    }

    private static async Task<List<(int Id, int Parent, string CommandLine)>> ListAsync()
    {
        var listed = await Command.RunAsync(new ProcessStartInfo("ps", ["-axww", "-o", "pid=,ppid=,args="]), TestContext.Current.CancellationToken);
        return
        [
            .. from line in listed.Output.Split('\n')
               let parts = line.Trim().Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries)
               where parts.Length == 3
               select (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]),
        ];
    }

    private string Line(string name)
    {
        var line = Host.Output.Split(Environment.NewLine).Single(l => l.TrimStart().StartsWith(name + " ", StringComparison.Ordinal));
        return line[line.IndexOf("http", StringComparison.Ordinal)..];
    }
}
