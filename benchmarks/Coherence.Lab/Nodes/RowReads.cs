using System.Diagnostics;
using Npgsql;

namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>Reads rows and notes what came.</summary>
/// <param name="open">Makes a reader's way to the rows.</param>
/// <param name="keys">How many rows there are.</param>
/// <param name="journal">Where reads are noted.</param>
/// <param name="rest">How long the reader of the hot rows rests after each round.</param>
/// <param name="pause">How long all others rest after each read.</param>
internal sealed class RowReads(Func<IRowReader> open, int keys, Journal journal, TimeSpan rest, TimeSpan pause)
{
    // What waits for the database at most.
    private const int MostWaiting = 200;

    /// <summary>
    /// The hot rows, at any pace: they show when a commit has come. A thread of its own reads them, so that it is not late where others
    /// have much to do, and a read that waits does not keep the next from beginning.
    /// </summary>
    public Task ReadHotAsync(CancellationToken stop) => Task.Factory.StartNew(() => ReadHot(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>All others, as they come.</summary>
    public async Task ReadAnyAsync(CancellationToken stop)
    {
        using var reader = open();
        while (!stop.IsCancellationRequested)
        {
            await NoteAsync(reader, Random.Shared.Next(Workload.Hot, keys));
            await Task.Delay(pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task ReadHot(CancellationToken stop)
    {
        using var reader = open();
        var waiting = new List<Task>();
        while (!stop.WaitHandle.WaitOne(rest))
        {
            waiting.RemoveAll(static read => read.IsCompletedSuccessfully);
            if (waiting.Find(static read => read.IsFaulted) is { } failed)
                await failed;
            for (var key = 0; key < Workload.Hot && waiting.Count < MostWaiting; key++)
                if (NoteAsync(reader, key) is { IsCompletedSuccessfully: false } read)
                    waiting.Add(read);
        }

        await Task.WhenAll(waiting);
    }

    private async Task NoteAsync(IRowReader reader, int key)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var (version, isMarked) = await reader.ReadAsync(key);
            journal.Add(new JournalEntry(isMarked ? JournalKind.MarkedRead : JournalKind.Read, key, version, begun, Stopwatch.GetTimestamp()));
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException or IOException)
        {
            // The way to the database is cut: a failure is what there is to tell, and no old value.
            journal.Add(new JournalEntry(JournalKind.FailedRead, key, 0, begun, Stopwatch.GetTimestamp()));
        }
    }
}
