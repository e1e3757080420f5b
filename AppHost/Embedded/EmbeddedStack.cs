using AspireCache.AppHost.Embedded.Reporting;
using AspireCache.AppHost.Embedded.Resources;
using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.AppHost.Embedded;

/// <summary>
/// The whole application on this machine, without Aspire and without containers: Postgres, then Redis, then the API, then
/// the frontend, each started once the one before is healthy. Services get the same environment variables as from Aspire,
/// and cannot tell the difference.
/// </summary>
public sealed class EmbeddedStack : IAsyncDisposable
{
    // What was started, in order; stopped the other way round.
    private readonly Stack<IAsyncDisposable> _started = new();
    private readonly List<ServiceProcess> _services = [];
    private readonly ProcessGuard _guard = new("The host was killed. Its services and servers are being stopped; what was committed is kept. Start again with: dotnet run --project AppHost");
    private readonly StackOptions _options;
    private readonly StackFolder _folder;
    private readonly StackPorts _ports;
    private readonly IStackReporter _reporter;

    private EmbeddedStack(StackOptions options, StackFolder folder, IStackReporter reporter)
    {
        _options = options;
        _folder = folder;
        _reporter = reporter;
        _ports = new StackPorts(options);
    }

    /// <summary>Where the storefront is.</summary>
    public Uri WebAddress => _ports.WebAddress;

    /// <summary>Where the API is, a replica each.</summary>
    public IReadOnlyList<Uri> ApiAddresses => _ports.ApiAddresses;

    /// <summary>What a client sends as a bearer token to be allowed to write.</summary>
    public string WriteToken => _folder.WriteToken;

    /// <summary>The file that holds <see cref="WriteToken"/>.</summary>
    public string WriteTokenFile => _folder.WriteTokenFile;

    /// <summary>Where the stack keeps its data.</summary>
    public string DataFolder => _folder.Path;

    /// <summary>How the services connect to Redis.</summary>
    public string CacheConnectionString { get; private set; } = "";

    /// <summary>How the services connect to the catalogue's database.</summary>
    public string CatalogConnectionString { get; private set; } = "";

    /// <summary>The process that runs Postgres now.</summary>
    public int PostgresProcessId => _started.OfType<PostgresResource>().Single().Server.ProcessId;

    /// <summary>Starts a stack and waits until all of it is healthy.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="reporter">Hears what happens.</param>
    /// <param name="cancellationToken">Gives up; what was started by then is stopped.</param>
    /// <exception cref="StackException">It could not start: the message says why and what to do.</exception>
    public static async Task<EmbeddedStack> StartAsync(StackOptions options, IStackReporter reporter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(reporter);
        if (options.ApiReplicas is < 1 or > StackOptions.MaxApiReplicas)
            throw new StackException($"There can be 1 to {StackOptions.MaxApiReplicas} replicas of the API, not {options.ApiReplicas}.");

        var folder = StackFolder.Take(options.DataFolder, BuiltService.Repository);
        EmbeddedStack? stack = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.StartTimeout);
        try
        {
            stack = new EmbeddedStack(options, folder, reporter);
            await stack.StartResourcesAsync(limit.Token);
            return stack;
        }
        catch (Exception e)
        {
            if (stack is not null) await stack.DisposeAsync();
            else folder.Dispose();
            switch (e)
            {
                case EmbeddedServerException:
                    throw new StackException(e.Message, e);
                case OperationCanceledException when !cancellationToken.IsCancellationRequested:
                    throw new StackException($"The stack was not ready within {options.StartTimeout.TotalSeconds:0} s. Look at the lines above for the resource that is not.", e);
                default:
                    throw;
            }
        }
    }

    /// <summary>The process that serves a resource now, such as <c>web-frontend</c> or, with replicas, <c>catalog-api-1</c>.</summary>
    public int ServiceProcessId(string name) => _services.Single(s => s.Definition.Name == name).ProcessId;

    /// <summary>Stops everything, in the reverse order of its start.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var resource))
            await resource.DisposeAsync();
        _guard.Dispose();
        _ports.Dispose();
        _folder.Dispose();
    }

    private async Task StartResourcesAsync(CancellationToken cancellationToken)
    {
        var postgres = await PostgresResource.StartAsync(
            new EmbeddedPostgresOptions
            {
                Folder = _folder.PostgresFolder,
                Fresh = _options.Fresh,
                Port = _options.PostgresPort,
                Databases = [PostgresResource.Database],
                BinariesFolder = _options.PostgresBinaries,
                ToolsFolder = Path.Combine(Path.GetDirectoryName(_folder.Path)!, "tools"),
                Durable = _options.Durable,
                Guard = _guard,
            },
            _reporter,
            cancellationToken);
        _started.Push(postgres);
        CatalogConnectionString = postgres.Server.ConnectionString(PostgresResource.Database);

        var redis = await RedisResource.StartAsync(_options.RedisPort, _reporter, cancellationToken);
        _started.Push(redis);
        CacheConnectionString = redis.Server.ConnectionString;

        var environments = new ServiceEnvironment(this, _options, _folder);
        await Task.WhenAll(ApiAddresses.Select((address, i) =>
            StartServiceAsync(ApiAddresses.Count == 1 ? "catalog-api" : $"catalog-api-{i + 1}", "catalog-api", address, environments.ForApi, cancellationToken)));
        await StartServiceAsync("web-frontend", "web-frontend", WebAddress, environments.ForWeb, cancellationToken);
    }

    private async Task StartServiceAsync(
        string name, string project, Uri address, Func<string, Uri, Dictionary<string, string>> environment, CancellationToken cancellationToken)
    {
        var service = new ServiceProcess(new ServiceDefinition(name, BuiltService.Find(project), address, environment(name, address)), _reporter, _guard);
        lock (_started)
        {
            _services.Add(service);
            _started.Push(service);
        }

        await service.StartAsync(cancellationToken);
    }
}
