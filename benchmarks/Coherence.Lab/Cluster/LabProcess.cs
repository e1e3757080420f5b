using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AspireCache.Coherence.Lab.Nodes;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.Coherence.Lab.Cluster;

/// <summary>A node or a writer: a process of this program, which can be paused, killed and started again.</summary>
internal sealed class LabProcess(string name, string verb, object settings, ProcessGuard guard, string log)
{
    private Process? _process;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(LabProcess).Assembly.Location, verb, JsonSerializer.Serialize(settings, settings.GetType())])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        guard.Watch(process.Id);
        _process = process;
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line && line != NodeProgram.Ready)
            Keep(line);
        if (process.HasExited)
            throw new InvalidOperationException($"{name} ended before it was ready: {await process.StandardError.ReadToEndAsync(cancellationToken)}");
        // Read on, or the pipe fills.
        _ = KeepAsync(process.StandardOutput);
        _ = KeepAsync(process.StandardError);
    }

    public Task SignalAsync(string signal) => _process is { } process ? Signals.SendAsync(process.Id, signal) : Task.CompletedTask;

    /// <summary>Tells it one of <see cref="Orders"/>.</summary>
    public async Task TellAsync(string order)
    {
        if (_process is not { } process)
            return;
        await process.StandardInput.WriteLineAsync(order);
        await process.StandardInput.FlushAsync();
    }

    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        process.Kill();
        await EndedAsync(process);
    }

    /// <summary>Waits until it has ended as it was told.</summary>
    public async Task DieAsync()
    {
        await TellAsync(Orders.Die);
        if (_process is { } process)
            await EndedAsync(process);
    }

    /// <summary>Lets it end in order.</summary>
    /// <exception cref="InvalidOperationException">It had ended already, or ended with a failure.</exception>
    public async Task StopAsync()
    {
        if (_process is not { } process)
            return;
        var hadEnded = process.HasExited;
        if (!hadEnded)
            process.StandardInput.Close();
        var exitCode = await EndedAsync(process);
        if (hadEnded || exitCode != 0)
            throw new InvalidOperationException($"{name} ended by itself with exit code {exitCode}; see --log.");
    }

    private async Task<int> EndedAsync(Process process)
    {
        await process.WaitForExitAsync();
        var exitCode = process.ExitCode;
        guard.Forget(process.Id);
        process.Dispose();
        _process = null;
        return exitCode;
    }

    private async Task KeepAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
            Keep(line);
    }

    private void Keep(string line)
    {
        lock (guard)
            File.AppendAllText(log, string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {name} {line}{Environment.NewLine}"));
    }
}
