using System.Globalization;

namespace AspireCache.Http.Peers.Checking;

/// <summary>
/// Reads products over HTTP at a steady rate, however long answers take: a request that begins late, or waits for a connection, has waited
/// since its time.
/// </summary>
internal sealed class SteadyLoad(string address, string[] ids, int rate) : IDisposable
{
    private const int MostConnections = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = MostConnections, UseProxy = false }) { Timeout = Patience };
    private readonly List<string> _lines = [];

    /// <summary>Runs, and returns a line a request: its time in Unix milliseconds, how many microseconds its answer took, and the status; 0 for none.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(TimeSpan duration)
    {
        var requests = (int)(duration.TotalSeconds * rate);
        var start = _clock.GetTimestamp();
        var startTime = _clock.GetUtcNow();
        var running = new List<Task>();
        for (var sent = 0; sent < requests;)
        {
            var due = (int)(_clock.GetElapsedTime(start).TotalSeconds * rate);
            for (; sent < requests && sent <= due; sent++)
            {
                // The first pass reads all of them.
                var id = ids[sent < ids.Length ? sent : Random.Shared.Next(ids.Length)];
                var at = TimeSpan.FromSeconds((double)sent / rate);
                running.Add(Task.Run(() => ReadAsync(id, start, at, startTime + at)));
            }

            running.RemoveAll(static read => read.IsCompleted);
            await Task.Delay(TimeSpan.FromMilliseconds(1), _clock);
        }

        await Task.WhenAll(running);
        return _lines;
    }

    public void Dispose() => _http.Dispose();

    private async Task ReadAsync(string id, long start, TimeSpan due, DateTimeOffset time)
    {
        var status = 0;
        try
        {
            using var answer = await _http.GetAsync(new Uri(address + id));
            status = (int)answer.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // No answer: status 0.
        }

        var took = _clock.GetElapsedTime(start) - due;
        lock (_lines)
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{time.ToUnixTimeMilliseconds()}\t{took.TotalMicroseconds:0}\t{status}"));
    }
}
