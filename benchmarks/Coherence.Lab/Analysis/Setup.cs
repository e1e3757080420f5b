using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using AspireCache.Coherence.Lab.Cluster;
using Microsoft.Extensions.DependencyInjection;
using ZiggyCreatures.Caching.Fusion;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>Where a run ran. Nothing that names the machine.</summary>
/// <param name="Commit">The source, as its build knows it.</param>
/// <param name="Date">When.</param>
/// <param name="Machine">Cores, processor, memory.</param>
/// <param name="LoadBefore">How busy it was with other work: the load average of the minute before; 0 where it is not told.</param>
/// <param name="Versions">Of system, runtime and servers.</param>
/// <param name="Peers">Versions of the peers' packages.</param>
internal sealed record Setup(string Commit, string Date, string Machine, double LoadBefore, string Versions, string Peers)
{
    private const int CommitLength = 7;

    /// <summary>The load average of the last minute; 0 where it is not told.</summary>
    public static double Load() => File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : 0;

    /// <param name="cluster">What runs.</param>
    /// <param name="load"><see cref="Load"/> before it ran.</param>
    public static async Task<Setup> FindAsync(LabCluster cluster, double load)
    {
        var version = Version(typeof(Setup).Assembly);
        var commit = version.LastIndexOf('+') is var plus and >= 0 && version.Length > plus + CommitLength ? version.Substring(plus + 1, CommitLength) : "unknown";
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        return new Setup(
            commit,
            TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores{Processor()}, {memory:0} GB"),
            load,
            $"{System()}, .NET {Environment.Version}, {(cluster.HasDatabase ? $"Postgres {(await cluster.Postgres.VersionAsync()).Split(' ')[0]}, " : "")}redis-server {await cluster.Redis.VersionAsync()}",
            $"Microsoft.Extensions.Caching.Hybrid {Plain(typeof(HybridCacheServiceExtensions).Assembly)}, FusionCache {Plain(typeof(FusionCache).Assembly)}");
    }

    private static string Version(Assembly assembly) => assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static string Plain(Assembly assembly) => Version(assembly).Split('+')[0];

    private static string Processor() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal)) is { } model
            ? $" ({model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()})"
            : "";

    private static string System() =>
        File.Exists("/etc/os-release") && File.ReadLines("/etc/os-release").FirstOrDefault(static line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal)) is { } name
            ? name["PRETTY_NAME=".Length..].Trim('"')
            : RuntimeInformation.OSDescription;
}
