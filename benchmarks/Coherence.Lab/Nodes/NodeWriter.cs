using System.Diagnostics;
using AspireCache.Coherence.Lab.Writers;
using Npgsql;

namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>
/// What an API does in each of its nodes: it writes, waits until its own node has applied the commit, and reads there what it wrote.
/// A commit that does not come back in time is invalidated by the writer, as the Catalog API does.
/// </summary>
internal sealed class NodeWriter(NodeCache cache, NpgsqlDataSource database, IRowReader reads, Journal journal, int pace, Random random)
{
    private const int LongestPause = 200;
    private static readonly TimeSpan CommitWait = TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await WriteAsync();
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException or IOException)
            {
                // The way to the database is cut. What had been committed nevertheless is seen by those who read it.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LongestPause) * pace), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task WriteAsync()
    {
        var key = random.Next(Workload.Items);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var (_, version) = (await RowChanges.BumpAsync(connection, key, key))[0];
        using var watch = await cache.WatchAsync(connection);
        var begun = Stopwatch.GetTimestamp();
        await transaction.CommitAsync();
        journal.Add(new JournalEntry(JournalKind.Commit, key, version, begun, Stopwatch.GetTimestamp()));
        if (watch is null || !await watch.WaitAsync(CommitWait))
            await RowChanges.InvalidateAsync(cache, [(key, version)]);

        begun = Stopwatch.GetTimestamp();
        var (read, _) = await reads.ReadAsync(key);
        journal.Add(new JournalEntry(JournalKind.OwnRead, key, read - version, begun, Stopwatch.GetTimestamp()));
    }
}
