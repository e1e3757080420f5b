namespace AspireCache.AppHost.Embedded;

/// <summary>How the embedded engine runs a stack.</summary>
public sealed record StackOptions
{
    /// <summary>The most replicas of the API that a stack may have.</summary>
    public const int MaxApiReplicas = 9;

    /// <summary>Where the stack keeps its data; null (the default) takes a folder below the repository.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Whether to throw away the data of earlier runs first. Default false.</summary>
    public bool Fresh { get; init; }

    /// <summary>Whether an empty catalogue is filled with a sample. Default true.</summary>
    public bool SampleData { get; init; } = true;

    /// <summary>The storefront's port; null (the default) takes 5180 if it is free, else any.</summary>
    public int? WebPort { get; init; }

    /// <summary>The first API replica's port, the others follow; null (the default) takes 5190 if it is free, else any.</summary>
    public int? ApiPort { get; init; }

    /// <summary>Postgres's port; null (the default) takes a free one.</summary>
    public int? PostgresPort { get; init; }

    /// <summary>Redis's port; null (the default) takes a free one.</summary>
    public int? RedisPort { get; init; }

    /// <summary>How many processes serve the API, 1 to <see cref="MaxApiReplicas"/>; default 1.</summary>
    public int ApiReplicas { get; init; } = 1;

    /// <summary>The folder with the Postgres server programs; null (the default) searches for one.</summary>
    public string? PostgresBinaries { get; init; }

    /// <summary>Whether a commit survives the loss of the machine, not just of a process. Default true.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How long the stack may take until it is ready; default two minutes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Further environment variables for the services; they win over the engine's own.</summary>
    public IReadOnlyDictionary<string, string> ServiceEnvironment { get; init; } = new Dictionary<string, string>();
}
