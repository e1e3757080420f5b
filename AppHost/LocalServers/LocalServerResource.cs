namespace AspireCache.AppHost.LocalServers;

/// <summary>A server that runs as a process of this machine, under Aspire's orchestrator, where there are no containers.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="command">The program that runs it.</param>
/// <param name="workingDirectory">Where the program starts.</param>
internal sealed class LocalServerResource(string name, string command, string workingDirectory)
    : ExecutableResource(name, command, workingDirectory), IResourceWithConnectionString
{
    /// <inheritdoc />
    public required ReferenceExpression ConnectionStringExpression { get; init; }

    /// <summary>
    /// The server's process where it is not the resource's own: Postgres runs under an account of its own, apart from its launcher.
    /// </summary>
    public Func<int?>? FindProcess { get; init; }
}
