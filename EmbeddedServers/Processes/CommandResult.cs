namespace AspireCache.EmbeddedServers.Processes;

/// <summary>How a command ended and what it printed, standard output and error together in order of arrival.</summary>
public sealed record CommandResult(int ExitCode, string Output);
