using System.Diagnostics;
using AspireCache.Coherence.Lab.Nodes;
using AspireCache.Coherence.Postgres;
using Npgsql;

namespace AspireCache.Coherence.Lab.Writers;

/// <summary>Changes one thing after the other.</summary>
internal sealed class Writer(NpgsqlDataSource database, Journal journal, NodeCache? cache, int pace, Random random)
{
    private const int BulkRows = 20;
    private const int LongestPause = 20;

    private volatile bool _diesAfterCommit;

    /// <summary>Whether it ends, as if killed, right after its next commit and before anything else.</summary>
    public bool DiesAfterCommit
    {
        get => _diesAfterCommit;
        set => _diesAfterCommit = value;
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await WriteAsync();
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                // Two bulks met, or the database went away. What had been committed nevertheless is seen by those who read it.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LongestPause) * pace), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task WriteAsync()
    {
        var (first, last) = Choose();
        var table = Workload.TableOf(first);
        await using var connection = await database.OpenConnectionAsync();
        // One statement without a transaction, as in psql.
        if (first == last && table != "notes" && random.Next(4) == 0)
        {
            var before = Stopwatch.GetTimestamp();
            var row = await RowChanges.BumpAsync(connection, first, last);
            await AfterCommitAsync(row, before);
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync();
        var changed = last - first + 1 == Workload.Items && random.Next(2) == 0
            ? await RowChanges.ReloadAsync(connection, table)
            : await RowChanges.BumpAsync(connection, first, last);
        if (cache is null && table == "notes")
            await connection.InvalidateAsync(NodeCache.Domain, changed.ConvertAll(static row => Workload.NameOf(row.Key)));
        if (random.Next(10) == 0)
        {
            await transaction.RollbackAsync();
            return;
        }

        var begun = Stopwatch.GetTimestamp();
        await transaction.CommitAsync();
        await AfterCommitAsync(changed, begun);
    }

    private async Task AfterCommitAsync(List<(int Key, long Version)> changed, long begun)
    {
        var ended = Stopwatch.GetTimestamp();
        foreach (var (key, version) in changed)
            journal.Add(new JournalEntry(JournalKind.Commit, key, version, begun, ended));
        journal.Flush();
        if (_diesAfterCommit)
            Process.GetCurrentProcess().Kill();
        if (cache is not null)
            await RowChanges.InvalidateAsync(cache, changed);
    }

    private (int First, int Last) Choose()
    {
        switch (random.Next(100))
        {
            case < 40:
                var hot = random.Next(Workload.Hot);
                return (hot, hot);
            case < 65:
                var item = random.Next(Workload.Items);
                return (item, item);
            case < 73:
                var note = Workload.Items + random.Next(Workload.Notes);
                return (note, note);
            case < 81:
                var offer = Workload.FirstOffer + random.Next(Workload.Offers);
                return (offer, offer);
            case < 89:
                var menu = Workload.FirstMenu + random.Next(Workload.Menus);
                return (menu, menu);
            case < 98:
                var bulk = random.Next(Workload.Items - BulkRows);
                return (bulk, bulk + BulkRows - 1);
            default:
                // More tags than are told one by one.
                return (0, Workload.Items - 1);
        }
    }
}
