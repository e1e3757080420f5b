using System.Diagnostics;
using System.Globalization;
using AspireCache.AppHost.Embedded.Reporting;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.AppHost.Embedded.Resources;

/// <summary>
/// A service as a child process. Healthy when <c>/health</c> answers 200; started again when it ends by itself; asked to stop
/// by SIGTERM and killed when it does not.
/// </summary>
internal sealed class ServiceProcess(ServiceDefinition definition, IStackReporter reporter, ProcessGuard guard) : IAsyncDisposable
{
    private const int KeptLines = 15;

    private static readonly TimeSpan HealthInterval = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WellAfter = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _client = new() { BaseAddress = definition.Address, Timeout = HealthTimeout };
    private readonly Queue<string> _lastLines = new();
    private Process? _process;
    private Task _supervision = Task.CompletedTask;

    public ServiceDefinition Definition => definition;

    /// <summary>The process that runs now; another one after a restart.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>Starts the service, waits until it is healthy, and keeps it running from then on.</summary>
    /// <exception cref="StackException">It ended before it was healthy.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        reporter.Changed(definition.Name, ResourceState.Starting, "");
        Launch();
        await WaitUntilHealthyAsync(cancellationToken);
        reporter.Changed(definition.Name, ResourceState.Ready, Describe());
        _supervision = SuperviseAsync(_stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _supervision;
        if (_process is { } process)
        {
            if (!process.HasExited) await StopAsync(process);
            guard.Forget(process.Id);
            process.Dispose();
            reporter.Changed(definition.Name, ResourceState.Stopped, "");
        }

        _client.Dispose();
        _stopping.Dispose();
    }

    private void Launch()
    {
        var start = StartInfo();
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Print(e.Data);
        process.ErrorDataReceived += (_, e) => Print(e.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        guard.Watch(process.Id);
        _process?.Dispose();
        _process = process;
    }

    private ProcessStartInfo StartInfo()
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        // In a session of its own the service does not hear the terminal's Ctrl+C: the host stops it, in order. Where there
        // is no setsid (macOS), it hears it too and stops by itself, which does no harm.
        var start = Command.Find("setsid") is { } setsid
            ? new ProcessStartInfo(setsid, [dotnet, definition.Built.Assembly])
            : new ProcessStartInfo(dotnet, [definition.Built.Assembly]);
        start.WorkingDirectory = definition.Built.Folder;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach (var (name, value) in definition.Environment)
            start.Environment[name] = value;
        return start;
    }

    private async Task WaitUntilHealthyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var healthy = await IsHealthyAsync(cancellationToken);
            if (_process is { HasExited: true } process)
                throw new StackException($"{definition.Name} ended with exit code {process.ExitCode} before it was healthy. Its last lines:{Environment.NewLine}{LastLines()}");
            if (healthy) return;
            await Task.Delay(HealthInterval, cancellationToken);
        }
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task SuperviseAsync(CancellationToken stopping)
    {
        var backoff = new Backoff();
        try
        {
            while (true)
            {
                var started = Stopwatch.StartNew();
                await _process!.WaitForExitAsync(stopping);
                guard.Forget(_process.Id);
                if (started.Elapsed > WellAfter) backoff.Reset();
                var wait = backoff.Next();
                reporter.Changed(definition.Name, ResourceState.Restarting, string.Create(CultureInfo.InvariantCulture, $"ended with exit code {_process.ExitCode}, starts again in {wait.TotalSeconds:0} s"));
                await Task.Delay(wait, stopping);
                Launch();
                try
                {
                    await WaitUntilHealthyAsync(stopping);
                    reporter.Changed(definition.Name, ResourceState.Ready, Describe());
                }
                catch (StackException)
                {
                    // It ended again; the next round says so and waits longer.
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The stack is being stopped.
        }
    }

    private static async Task StopAsync(Process process)
    {
        using var limit = new CancellationTokenSource(StopTimeout);
        try
        {
            // .NET has no way to send SIGTERM, and Windows none to receive it.
            if (OperatingSystem.IsWindows())
                process.Kill(entireProcessTree: true);
            else
                await Command.RunAsync(new ProcessStartInfo("/bin/sh", ["-c", $"kill -TERM {process.Id}"]), limit.Token);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private string Describe() => string.Create(CultureInfo.InvariantCulture, $"{definition.Address.GetLeftPart(UriPartial.Authority)}  (process {ProcessId})");

    private void Print(string? line)
    {
        if (line is null) return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines) _lastLines.Dequeue();
        }

        reporter.Printed(definition.Name, line);
    }

    private string LastLines()
    {
        lock (_lastLines)
        {
            return string.Join(Environment.NewLine, _lastLines);
        }
    }
}
