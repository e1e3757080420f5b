using System.Diagnostics;

namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>Changes a shared version, invalidates what was made of it through its own cache, and reads there what it wrote.</summary>
internal sealed class RaceWriter(NodeCache cache, SharedRows rows, IRowReader reads, Journal journal, int pace, Random random)
{
    private const int LongestPause = 40;
    private const int BulkRows = 20;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await WriteAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LongestPause) * pace), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task WriteAsync()
    {
        var (first, count) = Choose();
        var versions = new long[count];
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            versions[i] = rows.Bump(first + i);
        var isApplied = await cache.InvalidateAsync([.. Enumerable.Range(first, count).Select(Workload.NameOf)]);
        var ended = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            journal.Add(new JournalEntry(isApplied ? JournalKind.Commit : JournalKind.Owed, first + i, versions[i], begun, ended));

        begun = Stopwatch.GetTimestamp();
        var (read, _) = await reads.ReadAsync(first);
        journal.Add(new JournalEntry(JournalKind.OwnRead, first, read - versions[0], begun, Stopwatch.GetTimestamp()));
    }

    private (int First, int Count) Choose() => random.Next(10) switch
    {
        < 5 => (random.Next(Workload.Hot), 1),
        < 9 => (random.Next(Workload.Items), 1),
        _ => (random.Next(Workload.Items - BulkRows), BulkRows),
    };
}
