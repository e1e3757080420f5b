using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace AspireCache.TestSupport;

/// <summary>A program as a person runs it: a process with a command line, whose lines can be waited for.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

    private HostProcess(Process process) => _process = process;

    /// <summary>What it has printed so far.</summary>
    public string Output => string.Join(Environment.NewLine, _lines);

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it.</summary>
    /// <param name="assembly">The built program.</param>
    /// <param name="arguments">Its command line.</param>
    public static HostProcess Start(string assembly, params IEnumerable<string> arguments) =>
        StartIn(Environment.CurrentDirectory, assembly, arguments);

    /// <summary>As the other, from another folder.</summary>
    public static HostProcess StartIn(string folder, string assembly, params IEnumerable<string> arguments) =>
        Start(folder, new Dictionary<string, string>(), assembly, arguments);

    /// <summary>As <see cref="StartIn"/>, with further environment variables.</summary>
    public static HostProcess Start(string folder, IReadOnlyDictionary<string, string> environment, string assembly, IEnumerable<string> arguments)
    {
        // A shell that starts the tests in the background has them ignore Ctrl+C, and so would the host, whose end is then awaited
        // for ever: env gives it the default back.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0], [.. command[1..], assembly, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var host = new HostProcess(new Process { StartInfo = start });
        host._process.OutputDataReceived += (_, e) => host.Add(e.Data);
        host._process.ErrorDataReceived += (_, e) => host.Add(e.Data);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits until a line holds <paramref name="text"/>; fails when the process ends without one.</summary>
    public async Task WaitForAsync(string text, CancellationToken cancellationToken)
    {
        var seen = _awaited.GetOrAdd(text, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_lines.Any(line => line.Contains(text, StringComparison.Ordinal))) return;
        var ended = _process.WaitForExitAsync(cancellationToken);
        await await Task.WhenAny(seen.Task, ended);
        Assert.True(_lines.Any(line => line.Contains(text, StringComparison.Ordinal)), $"The host ended without saying '{text}'. It said:{Environment.NewLine}{Output}");
    }

    /// <summary>Sends what Ctrl+C sends.</summary>
    public Task InterruptAsync() => SignalAsync("INT");

    /// <summary>Sends a signal, such as <c>KILL</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for its end, and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // Killed, if a test ended early.
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        foreach (var (text, seen) in _awaited)
            if (line.Contains(text, StringComparison.Ordinal))
                seen.TrySetResult();
    }
}
