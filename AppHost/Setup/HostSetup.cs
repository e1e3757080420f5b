using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Postgres;

namespace AspireCache.AppHost.Setup;

/// <summary>What is settled before the model is built: options, where the servers run, the data folder, and free ports.</summary>
internal sealed class HostSetup : IDisposable
{
    private const int Failure = 1;

    private readonly DataFolder? _data;

    private HostSetup(HostOptions options, string[] aspireArguments)
    {
        Options = options;
        AspireArguments = aspireArguments;
        if (IsPublishing(aspireArguments)) return;

        Ports.MoveDashboard();
        if (options.Servers is not ServerKind.Local) Runtime = ContainerRuntime.Find();
        // Aspire may look for another one than that which answers.
        if (Runtime is not null) Environment.SetEnvironmentVariable(ContainerRuntime.Variable, Runtime);
        Servers = options.Servers ?? (Runtime is null ? ServerKind.Local : ServerKind.Containers);
        _data = DataFolder.Take(options, Repository);
        if (options.Fresh) _data.DeleteContents(Runtime);
        if (Servers is ServerKind.Local) PostgresPrograms = FindPostgres(options, _data);
    }

    /// <summary>What was asked for.</summary>
    public HostOptions Options { get; }

    /// <summary>The part of the command line that Aspire reads.</summary>
    public string[] AspireArguments { get; }

    /// <summary>Where Redis and Postgres run. What is published always has containers.</summary>
    public ServerKind Servers { get; } = ServerKind.Containers;

    /// <summary>The container runtime that answers; null where none does, or none is wanted.</summary>
    public string? Runtime { get; }

    /// <summary>Where this run's data is; there is none when the application is published.</summary>
    public DataFolder Data => _data ?? throw new InvalidOperationException("What is published has no data folder.");

    /// <summary>The folder with the programs of Postgres, for local servers.</summary>
    public string PostgresPrograms { get; } = "";

    /// <summary>The ports that this run holds.</summary>
    public PortReservations Ports { get; } = new();

    /// <summary>The root of the repository that this was built in.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(
        typeof(HostSetup).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key.Equals("apphostprojectpath", StringComparison.OrdinalIgnoreCase)).Value!, ".."));

    /// <summary>Reads the command line and prepares the start; where that cannot be, says why and what to do.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="setup">The preparation.</param>
    /// <param name="exitCode">What the process ends with instead: 0 after help, 1 after an error.</param>
    public static bool TryCreate(string[] args, [NotNullWhen(true)] out HostSetup? setup, out int exitCode)
    {
        setup = null;
        exitCode = 0;
        try
        {
            if (new HostCommandLine().Read(args, out var aspireArguments) is not { } options) return false;
            setup = new HostSetup(options, aspireArguments);
            return true;
        }
        catch (SetupException e)
        {
            Console.Error.WriteLine(e.Message);
            exitCode = Failure;
            return false;
        }
    }

    public void Dispose()
    {
        _data?.Dispose();
        Ports.Dispose();
    }

    // Before the start: in it, what is missing would show in the server's log only, and all else would wait.
    private static string FindPostgres(HostOptions options, DataFolder data)
    {
        try
        {
            // The model is being built, which is synchronous.
            return EmbeddedPostgres.FindProgramsAsync(new EmbeddedPostgresOptions
            {
                Folder = data.PostgresFolder,
                BinariesFolder = options.Postgres is { } folder ? Path.GetFullPath(folder) : null,
                ToolsFolder = DataFolder.ToolsFolder(Repository),
            }).GetAwaiter().GetResult();
        }
        catch (EmbeddedServerException e)
        {
            throw new SetupException(e.Message, e);
        }
    }

    private static bool IsPublishing(string[] arguments)
    {
        var named = string.Join(' ', arguments).Replace('=', ' ');
        return named.Contains("--publisher ", StringComparison.OrdinalIgnoreCase) || named.Contains("--operation publish", StringComparison.OrdinalIgnoreCase);
    }
}
