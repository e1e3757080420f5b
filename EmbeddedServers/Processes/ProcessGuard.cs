using System.Diagnostics;
using System.Globalization;

namespace AspireCache.EmbeddedServers.Processes;

/// <summary>
/// Ends child processes when this process dies without having stopped them itself, even by SIGKILL. A shell waits at the
/// other end of a pipe; the pipe closes with this process, and the shell then interrupts whoever is still on its list and,
/// after ten seconds, kills them. On Windows it does nothing: there, a server that was left behind is stopped by the next
/// start that finds it.
/// </summary>
public sealed class ProcessGuard : IDisposable
{
    // Ctrl+C reaches the whole foreground group: the guard must outlive it. SIGINT means an orderly stop to .NET's hosts
    // and a fast shutdown to Postgres.
    private const string Script = """
        trap '' INT TERM HUP
        watched=
        while read -r verb id; do
          rest=
          for w in $watched; do [ "$w" = "$id" ] || rest="$rest $w"; done
          watched=$rest
          [ "$verb" = watch ] && watched="$watched $id"
        done
        send() { for w in $watched; do kill "-$1" "$w" 2>/dev/null && any=yes; done; }
        any=; send 0; [ "$any" ] || exit 0
        [ -z "$1" ] || printf '\n%s\n' "$1" >&2
        send INT
        for second in 1 2 3 4 5 6 7 8 9 10; do
          any=; send 0; [ "$any" ] || exit 0
          sleep 1
        done
        send KILL
        """;

    private readonly Lock _lock = new();
    private readonly Process? _shell;

    /// <summary>Starts the guard.</summary>
    /// <param name="lastWords">What it writes to standard error when it has to act; null (the default) for nothing.</param>
    public ProcessGuard(string? lastWords = null)
    {
        if (OperatingSystem.IsWindows()) return;
        _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "guard", lastWords ?? ""]) { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = "/" });
    }

    /// <summary>Puts a process on the list.</summary>
    public void Watch(int processId) => Tell("watch", processId);

    /// <summary>Takes a process off the list: it has ended.</summary>
    public void Forget(int processId) => Tell("forget", processId);

    /// <summary>Ends the guard. Processes that are still on the list are ended as if this process had died.</summary>
    public void Dispose()
    {
        if (_shell is null) return;
        lock (_lock)
        {
            _shell.StandardInput.Dispose();
        }

        _shell.Dispose();
    }

    private void Tell(string verb, int processId)
    {
        if (_shell is null) return;
        lock (_lock)
        {
            try
            {
                _shell.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verb} {processId}"));
                _shell.StandardInput.Flush();
            }
            catch (IOException)
            {
                // Somebody killed the guard. The stack runs on without it.
            }
        }
    }
}
