namespace AspireCache.EmbeddedServers.Launching;

/// <summary>Follows a log file.</summary>
internal static class LogTail
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Writes what the file holds and what is added to it, until <paramref name="stop"/> fires.</summary>
    public static async Task WriteAsync(string file, TextWriter output, CancellationToken stop)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (true)
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line) await output.WriteLineAsync(line);
            if (stop.IsCancellationRequested) return;
            await Task.Delay(Interval, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
