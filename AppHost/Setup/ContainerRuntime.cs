using System.ComponentModel;
using System.Diagnostics;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.AppHost.Setup;

/// <summary>Docker or Podman.</summary>
internal static class ContainerRuntime
{
    /// <summary>The environment variable that tells Aspire which one to use.</summary>
    public const string Variable = "ASPIRE_CONTAINER_RUNTIME";

    private static readonly string[] Known = ["docker", "podman"];

    // A runtime that answers does so in well under a second; one that hangs must not hold up the start.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeletePatience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The runtime that answers: the one that Aspire is told to use (<c>ASPIRE_CONTAINER_RUNTIME</c>), else Docker, else Podman; null
    /// where none does. A client without an engine behind it does not count, and neither does an engine that does nothing.
    /// </summary>
    /// <exception cref="SetupException">Aspire is told to use another one.</exception>
    public static string? Find()
    {
        var chosen = Environment.GetEnvironmentVariable(Variable) ?? Environment.GetEnvironmentVariable("DOTNET_ASPIRE_CONTAINER_RUNTIME");
        if (string.IsNullOrEmpty(chosen)) return Known.FirstOrDefault(Answers);
        if (!Known.Contains(chosen, StringComparer.OrdinalIgnoreCase))
            throw new SetupException($"{Variable} is '{chosen}'. It takes {string.Join(" or ", Known)}; leave it out to use the one that answers.");
        return Answers(chosen) ? chosen : null;
    }

    /// <summary>Deletes volumes; those that are not there are no error.</summary>
    /// <exception cref="SetupException">The runtime refuses.</exception>
    public static void DeleteVolumes(string runtime, params string[] names)
    {
        if (Run(runtime, DeletePatience, ["volume", "rm", "--force", .. names]) is { ExitCode: not 0 } refused)
            throw new SetupException($"The data of earlier runs could not be deleted: {refused.Output}");
    }

    // What Aspire's orchestrator asks, too: while it gets no answer, it starts nothing and says nothing.
    private static bool Answers(string runtime) =>
        Command.Find(runtime) is not null && Run(runtime, Patience, ["container", "ls", "--last", "1", "--quiet"]) is { ExitCode: 0 };

    private static CommandResult? Run(string runtime, TimeSpan patience, string[] arguments)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            // The model is being built, which is synchronous.
            return Command.RunAsync(new ProcessStartInfo(runtime, arguments), limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException)
        {
            return null;
        }
    }
}
