using System.Diagnostics;
using System.Globalization;
using System.Text;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.EmbeddedServers.Postgres;

/// <summary>
/// The folder of a cluster.
/// <list type="table">
/// <item><term>data/</term><description>what initdb made; its postgresql.conf is ours and written at every start</description></item>
/// <item><term>password</term><description>of the role postgres; readable by its owner only</description></item>
/// <item><term>postgres.log</term><description>the server's log</description></item>
/// <item><term>postgres.previous.log</term><description>that of the run before, which tells why it ended</description></item>
/// </list>
/// </summary>
internal sealed class PostgresCluster(string folder, ServerAccount account)
{
    public const string Role = "postgres";

    private static readonly TimeSpan StartTimeTolerance = TimeSpan.FromSeconds(5);

    public string Folder { get; } = Path.GetFullPath(folder);

    public string DataFolder => Path.Combine(Folder, "data");

    public string LogFile => Path.Combine(Folder, "postgres.log");

    public static string PasswordFile(string folder) => Path.Combine(folder, "password");

    private string PidFile => Path.Combine(DataFolder, "postmaster.pid");

    private string VersionFile => Path.Combine(DataFolder, "PG_VERSION");

    /// <summary>The major version that made the cluster; null where there is none yet.</summary>
    public int? Version => File.Exists(VersionFile) ? int.Parse(File.ReadAllText(VersionFile).AsSpan().Trim(), CultureInfo.InvariantCulture) : null;

    /// <summary>Makes the cluster if there is none, and returns the role's password.</summary>
    public async Task<string> EnsureCreatedAsync(PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        if (!account.CanReach(Folder))
            throw new EmbeddedServerException($"Postgres runs under another account here, which may not enter {Folder}. Choose a data folder outside root's home, such as /var/lib/aspirecache.");

        Directory.CreateDirectory(Folder);
        var passwordFile = PasswordFile(Folder);
        var password = Secret.ReadOrCreate(passwordFile);
        await account.TakeOverAsync(Folder, cancellationToken);
        if (Version is not null) return password;

        // A folder without PG_VERSION is what an interrupted initdb leaves; initdb wants an empty one.
        if (Directory.Exists(DataFolder)) Directory.Delete(DataFolder, recursive: true);
        var result = await Command.RunAsync(
            account.Start(
                binaries["initdb"],
                ["--pgdata", DataFolder, "--username", Role, "--pwfile", passwordFile, "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-sync", "--no-instructions", .. Locale(binaries.MajorVersion)]),
            cancellationToken);
        if (result.ExitCode != 0)
            throw new EmbeddedServerException($"Postgres could not make its data folder {DataFolder}: {result.Output}");
        return password;
    }

    /// <summary>Throws the data away; a server that was left behind on it is killed first.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        using (var server = FindServer())
        {
            if (server is not null)
            {
                server.Kill();
                await server.WaitForExitAsync(cancellationToken);
            }
        }

        if (Directory.Exists(DataFolder)) Directory.Delete(DataFolder, recursive: true);
    }

    /// <summary>Writes the settings that the cluster starts with.</summary>
    public void Configure(int port, bool durable)
    {
        var settings = new StringBuilder()
            .AppendLine("# Written by AspireCache at every start; changes here are lost.")
            .AppendLine("listen_addresses = '127.0.0.1'")
            .AppendLine(CultureInfo.InvariantCulture, $"port = {port}")
            .AppendLine("unix_socket_directories = ''")
            .AppendLine("max_connections = 200")
            .AppendLine("shared_buffers = 128MB")
            // Commits are read from the log to invalidate caches; a reader that never comes must not fill the disk.
            .AppendLine("wal_level = logical")
            .AppendLine("max_wal_senders = 40")
            .AppendLine("max_replication_slots = 40")
            .AppendLine("max_slot_wal_keep_size = 1GB")
            .AppendLine("log_line_prefix = '%m '")
            .AppendLine("log_min_messages = warning")
            .AppendLine("log_checkpoints = off")
            .AppendLine("timezone = 'UTC'")
            .AppendLine("datestyle = 'iso, ymd'");
        if (!durable) settings.AppendLine("fsync = off").AppendLine("full_page_writes = off");
        File.WriteAllText(Path.Combine(DataFolder, "postgresql.conf"), settings.ToString());
    }

    /// <summary>
    /// The running server of this cluster, or null. postmaster.pid outlives a killed server, and its number may by now
    /// belong to any process: the start time in its third line tells whether it is still the same.
    /// </summary>
    public Process? FindServer()
    {
        if (!File.Exists(PidFile)) return null;
        var lines = File.ReadAllLines(PidFile);
        if (lines.Length < 3
            || !int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !long.TryParse(lines[2], NumberStyles.None, CultureInfo.InvariantCulture, out var started)) return null;

        Process? process = null;
        try
        {
            process = Process.GetProcessById(id);
            var apart = process.StartTime.ToUniversalTime() - DateTimeOffset.FromUnixTimeSeconds(started).UtcDateTime;
            if (apart.Duration() < StartTimeTolerance) return process;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended.
        }

        process?.Dispose();
        return null;
    }

    /// <summary>Removes the lock of a server that is gone; Postgres itself stops at one whose number is in use again.</summary>
    public void RemoveStaleLock()
    {
        using var server = FindServer();
        if (server is null) File.Delete(PidFile);
    }

    /// <summary>Puts the log of the run before aside.</summary>
    public void KeepLog()
    {
        if (File.Exists(LogFile)) File.Move(LogFile, Path.Combine(Folder, "postgres.previous.log"), overwrite: true);
    }

    /// <summary>The last lines of the log.</summary>
    public string ReadLogTail(int lines = 12) =>
        File.Exists(LogFile) ? string.Join(Environment.NewLine, File.ReadLines(LogFile).TakeLast(lines)) : "";

    // Letters beyond ASCII must fold and compare the same on every machine: the built-in C.UTF-8 where Postgres has one,
    // the C library's elsewhere; only macOS and Windows before 17 know plain C alone.
    private static string[] Locale(int version) =>
        version >= 17 ? ["--locale-provider", "builtin", "--locale", "C", "--builtin-locale", "C.UTF-8"]
        : OperatingSystem.IsLinux() ? ["--locale", "C.UTF-8"]
        : ["--locale", "C"];
}
