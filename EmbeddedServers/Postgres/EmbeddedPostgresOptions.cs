using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.EmbeddedServers.Postgres;

/// <summary>How an <see cref="EmbeddedPostgres"/> runs.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>
    /// The folder that holds the cluster, its password and its log; made if it is not there, found again at the next start.
    /// Only one process may use it at a time.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>The loopback port; null (the default) takes a free one at every start.</summary>
    public int? Port { get; init; }

    /// <summary>Databases that must exist; missing ones are made. Default none.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>The folder with <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>; null (the default) searches for one.</summary>
    public string? BinariesFolder { get; init; }

    /// <summary>The major version that a new cluster is made with; null (the default) takes the newest that is installed. A cluster that is there keeps its own.</summary>
    public int? MajorVersion { get; init; }

    /// <summary>Where binaries may be installed with npm when the system has none; null (the default) does not try.</summary>
    public string? ToolsFolder { get; init; }

    /// <summary>
    /// Whether a commit survives the loss of the machine (default true). Without it tests run faster; a commit still survives
    /// the loss of the process.
    /// </summary>
    public bool Durable { get; init; } = true;

    /// <summary>Stops the server when this process dies without having done so; null (the default) leaves it running.</summary>
    public ProcessGuard? Guard { get; init; }

    /// <summary>How long a start, recovery from a crash included, or a stop may take; default one minute.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);
}
