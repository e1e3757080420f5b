namespace AspireCache.AppHost.Embedded.Resources;

/// <summary>A service to run: its name, what was built, where it listens, and what it is told.</summary>
internal sealed record ServiceDefinition(string Name, BuiltService Built, Uri Address, IReadOnlyDictionary<string, string> Environment);
