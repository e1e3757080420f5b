using System.ComponentModel;
using System.Diagnostics;
using AspireCache.EmbeddedServers.Processes;
using Microsoft.Extensions.Configuration;

namespace AspireCache.AppHost.AppModel;

/// <summary>Looks for Docker or Podman.</summary>
internal static class ContainerRuntime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a container runtime answers: the one that Aspire is told to use (<c>ASPIRE_CONTAINER_RUNTIME</c>), else any. A
    /// client without an engine behind it does not count.
    /// </summary>
    public static bool Answers(IConfiguration configuration)
    {
        var chosen = configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"];
        string[] candidates = string.IsNullOrEmpty(chosen) ? ["docker", "podman"] : [chosen];
        return candidates.Any(Answers);
    }

    private static bool Answers(string runtime)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            // The model is being built, which is synchronous.
            return Command.RunAsync(new ProcessStartInfo(runtime, ["version", "--format", "{{.Server.Version}}"]), limit.Token).GetAwaiter().GetResult().ExitCode == 0;
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException)
        {
            return false;
        }
    }
}
