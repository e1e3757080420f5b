using System.Diagnostics;
using Npgsql;

namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>Reads rows through the cache and notes what came, and what its factories read.</summary>
internal sealed class RowReads(NodeCache cache, IRows rows, Journal journal, int pace)
{
    // What waits for the database at most.
    private const int MostWaiting = 200;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly TimeSpan _pause = TimeSpan.FromMilliseconds(pace);

    /// <summary>
    /// The hot rows, at any pace: they show when a commit has come. A thread of its own reads them, so that it is not late where others
    /// have much to do, and a read that waits does not keep the next from beginning.
    /// </summary>
    public Task ReadHotAsync(CancellationToken stop) => Task.Factory.StartNew(() => ReadHot(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>All others, as they come.</summary>
    public async Task ReadAnyAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await NoteAsync(Random.Shared.Next(Workload.Hot, rows.Keys));
            await Task.Delay(_pause, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>What the cache gives for a row.</summary>
    public ValueTask<long> ReadAsync(int key) => cache.ReadAsync(key, token => LoadAsync(key, token));

    private Task ReadHot(CancellationToken stop)
    {
        var waiting = new List<Task>();
        while (!stop.WaitHandle.WaitOne(Shortest))
        {
            waiting.RemoveAll(static read => read.IsCompletedSuccessfully);
            if (waiting.Find(static read => read.IsFaulted) is { } failed)
                return failed;
            for (var key = 0; key < Workload.Hot && waiting.Count < MostWaiting; key++)
                if (NoteAsync(key) is { IsCompletedSuccessfully: false } read)
                    waiting.Add(read);
        }

        return Task.WhenAll(waiting);
    }

    private async Task NoteAsync(int key)
    {
        var reading = CacheReading.Begin();
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var version = await ReadAsync(key);
            journal.Add(new JournalEntry(reading.StaleReason is null ? JournalKind.Read : JournalKind.MarkedRead, key, version, begun, Stopwatch.GetTimestamp()));
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException or IOException)
        {
            // The way to the database is cut: a failure is what there is to tell, and no old value.
            journal.Add(new JournalEntry(JournalKind.FailedRead, key, 0, begun, Stopwatch.GetTimestamp()));
        }
    }

    private async ValueTask<long> LoadAsync(int key, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var version = await rows.ReadAsync(key, cancellationToken);
        journal.Add(new JournalEntry(JournalKind.Fill, key, version, begun, Stopwatch.GetTimestamp()));
        return version;
    }
}
