using System.Diagnostics;

namespace AspireCache.EmbeddedServers.Processes;

/// <summary>
/// The account that a server runs under. Postgres refuses to run as root, so root starts it as <c>postgres</c> or, where
/// there is no such account, as <c>nobody</c>; everybody else starts it as themselves.
/// </summary>
public sealed class ServerAccount
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    private readonly string? _name;

    private ServerAccount(string? name) => _name = name;

    /// <summary>The account for servers started by this process.</summary>
    public static ServerAccount Current { get; } = new(Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? FindUnprivileged() : null);

    /// <summary>Whether servers run under another account than this process.</summary>
    public bool IsOther => _name is not null;

    /// <summary>
    /// Whether the account may reach <paramref name="folder"/>: root's home, for instance, is closed to others. A folder
    /// that does not exist yet counts as its parent does.
    /// </summary>
    public bool CanReach(string folder)
    {
        if (!IsOther || OperatingSystem.IsWindows()) return true;
        for (var at = new DirectoryInfo(Path.GetFullPath(folder)); at is not null; at = at.Parent)
            if (at.Exists && !at.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return false;
        return true;
    }

    /// <summary>Makes the account the owner of a folder and of all that is in it.</summary>
    public async Task TakeOverAsync(string folder, CancellationToken cancellationToken)
    {
        if (!IsOther) return;
        var result = await Command.RunAsync(new ProcessStartInfo("chown", ["-R", _name!, folder]), cancellationToken);
        if (result.ExitCode != 0)
            throw new EmbeddedServerException($"The account '{_name}' could not be made the owner of {folder}: {result.Output}");
    }

    /// <summary>How to start <paramref name="executable"/> under the account.</summary>
    public ProcessStartInfo Start(string executable, params IEnumerable<string> arguments)
    {
        if (!IsOther) return new ProcessStartInfo(executable, arguments);

        // setpriv and runuser come with util-linux; su is everywhere, but takes one command line for a shell.
        if (Command.Find("setpriv") is { } setpriv)
            return new ProcessStartInfo(setpriv, [$"--reuid={_name}", $"--regid={_name}", "--init-groups", "--", executable, .. arguments]) { WorkingDirectory = "/" };
        if (Command.Find("runuser") is { } runuser)
            return new ProcessStartInfo(runuser, ["-u", _name!, "--", executable, .. arguments]) { WorkingDirectory = "/" };
        var line = string.Join(' ', arguments.Prepend(executable).Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        return new ProcessStartInfo("su", [_name!, "-s", "/bin/sh", "-c", line]) { WorkingDirectory = "/" };
    }

    private static string FindUnprivileged()
    {
        var known = File.Exists("/etc/passwd")
            ? File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal)
            : [];
        return Candidates.FirstOrDefault(known.Contains)
            ?? throw new EmbeddedServerException("Postgres refuses to run as root, and there is no account 'postgres' or 'nobody' to run it as. Run this as another user.");
    }
}
