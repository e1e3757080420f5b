using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.EmbeddedServers.Postgres;

/// <summary>Where the Postgres server programs are, and which version they have.</summary>
internal sealed partial record PostgresBinaries(string Folder, int MajorVersion)
{
    /// <summary>The oldest version with everything that logical replication needs here.</summary>
    public const int OldestVersion = 14;

    public string this[string program] => Path.Combine(Folder, OperatingSystem.IsWindows() ? program + ".exe" : program);

    /// <summary>
    /// Finds them: the explicit folder, else PATH and the usual install folders, else npm. Prefers the version that
    /// <paramref name="wanted"/> names (a cluster opens only with its own), else the newest.
    /// </summary>
    public static async Task<PostgresBinaries> FindAsync(EmbeddedPostgresOptions options, int? wanted, CancellationToken cancellationToken)
    {
        if (options.BinariesFolder is { } folder)
            return await TryReadAsync(folder, cancellationToken)
                ?? throw new EmbeddedServerException($"The configured Postgres folder '{folder}' has no working 'postgres', 'initdb' and 'pg_ctl'. Name the folder that holds them, such as /usr/lib/postgresql/17/bin.");

        var found = new List<PostgresBinaries>();
        foreach (var candidate in PostgresInstallFolders.OnThisMachine())
            if (await TryReadAsync(candidate, cancellationToken) is { } binaries)
                found.Add(binaries);

        var usable = found.Where(b => b.MajorVersion >= OldestVersion).OrderByDescending(b => b.MajorVersion).ToList();
        if (usable.Find(b => wanted is null || b.MajorVersion == wanted) is { } best) return best;

        if (options.ToolsFolder is { } tools
            && await PostgresFromNpm.InstallAsync(tools, wanted, cancellationToken) is { } installed
            && await TryReadAsync(installed, cancellationToken) is { } fromNpm
            && (wanted is null || fromNpm.MajorVersion == wanted))
            return fromNpm;

        throw new EmbeddedServerException(wanted is null || usable.Count == 0
            ? $"No Postgres server (version {OldestVersion} or newer) was found on PATH or in the usual folders{(options.ToolsFolder is null ? "" : ", and npm could not provide one")}. {PostgresInstallFolders.Remedy}"
            : $"{(wanted == options.MajorVersion ? $"{nameof(options.MajorVersion)} is" : $"The data in {options.Folder} was made by Postgres")} {wanted}, but only {string.Join(", ", usable.Select(b => b.MajorVersion))} is installed. Install Postgres {wanted}, or start with fresh data.");
    }

    private static async Task<PostgresBinaries?> TryReadAsync(string folder, CancellationToken cancellationToken)
    {
        var binaries = new PostgresBinaries(folder, 0);
        if (!File.Exists(binaries["postgres"]) || !File.Exists(binaries["initdb"]) || !File.Exists(binaries["pg_ctl"])) return null;

        // initdb tells the same version as postgres, and unlike postgres it does so for root as well.
        var result = await Command.RunAsync(new ProcessStartInfo(binaries["initdb"], ["--version"]), cancellationToken);
        var match = Version().Match(result.Output);
        return result.ExitCode == 0 && match.Success
            ? binaries with { MajorVersion = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) }
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
