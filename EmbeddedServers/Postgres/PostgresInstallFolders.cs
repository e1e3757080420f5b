using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.EmbeddedServers.Postgres;

/// <summary>Where packages of the usual systems put the Postgres server programs, and how to get them.</summary>
internal static class PostgresInstallFolders
{
    /// <summary>What to do where there is no Postgres.</summary>
    public static string Remedy =>
        OperatingSystem.IsWindows() ? "Install it with: winget install PostgreSQL.PostgreSQL.18"
        : OperatingSystem.IsMacOS() ? "Install it with: brew install postgresql@18"
        : Command.Find("apt-get") is not null ? "Install it with: sudo apt-get install -y postgresql"
        : Command.Find("dnf") is not null ? "Install it with: sudo dnf install -y postgresql-server postgresql-contrib"
        : Command.Find("pacman") is not null ? "Install it with: sudo pacman -S --noconfirm postgresql"
        : Command.Find("apk") is not null ? "Install it with: sudo apk add postgresql postgresql-contrib"
        : "Install the PostgreSQL server with the system's package manager, or install Node.js: npm can provide it.";

    public static IEnumerable<string> OnThisMachine()
    {
        if (Command.Find("postgres") is { } onPath)
            yield return Path.GetDirectoryName(new FileInfo(onPath).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? onPath)!;

        var programFiles = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);
        (string Parent, string Pattern, string Below)[] places = OperatingSystem.IsWindows()
            ? [(Path.Combine(programFiles, "PostgreSQL"), "*", "bin")]
            :
            [
                ("/usr/lib/postgresql", "*", "bin"),                           // Debian, Ubuntu
                ("/usr", "pgsql-*", "bin"),                                    // PostgreSQL's own RPMs
                ("/opt/homebrew/opt", "postgresql*", "bin"),                   // Homebrew on Apple silicon
                ("/usr/local/opt", "postgresql*", "bin"),                      // Homebrew on Intel
                ("/Applications/Postgres.app/Contents/Versions", "*", "bin"),  // Postgres.app
                ("/usr/libexec", "postgresql*", ""),                           // Alpine
            ];

        foreach (var (parent, pattern, below) in places)
            if (Directory.Exists(parent))
                foreach (var folder in Directory.EnumerateDirectories(parent, pattern))
                    yield return Path.Combine(folder, below);
    }
}
