namespace AspireCache.AppHost.Setup;

/// <summary>What a start was asked for: <c>dotnet run --project AppHost -- --help</c> explains it.</summary>
internal sealed record HostOptions
{
    /// <summary>The most processes that may serve the API.</summary>
    public const int MostReplicas = 9;

    /// <summary>Where Redis and Postgres run; null looks for a container runtime.</summary>
    public ServerKind? Servers { get; init; }

    /// <summary>The folder that keeps the data; null takes one below the repository.</summary>
    public string? Data { get; init; }

    /// <summary>Whether the data is for this run only.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>Whether the data of earlier runs is deleted first.</summary>
    public bool Fresh { get; init; }

    /// <summary>Whether an empty catalogue is filled with sample products.</summary>
    public bool SampleData { get; init; } = true;

    /// <summary>How many processes serve the API.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The folder with the programs of Postgres, for local servers; null searches for one.</summary>
    public string? Postgres { get; init; }
}
