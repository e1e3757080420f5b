using System.Diagnostics;
using System.Text.Json;
using Npgsql;

namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>A node: readers that ask its cache for rows and note what they got.</summary>
internal static class NodeProgram
{
    public const string Verb = "node";
    public const string Ready = "ready";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(string arguments)
    {
        var settings = JsonSerializer.Deserialize<NodeSettings>(arguments)!;
        await using var database = NpgsqlDataSource.Create(settings.Postgres);
        using var journal = new Journal(settings.Journal);
        await using var cache = await NodeCache.StartAsync(settings);
        using var stop = new CancellationTokenSource();
        var work = Task.WhenAll(
        [
            ReadHotAsync(cache, database, journal, stop.Token),
            .. Enumerable.Range(0, settings.Readers).Select(_ => ReadAnyAsync(cache, database, journal, stop.Token)),
            FlushAsync(journal, stop.Token),
        ]);
        Console.WriteLine(Ready);
        // Ends with its parent; or by itself, when a reader does.
        await Task.WhenAny(Console.In.ReadToEndAsync(), work);
        await stop.CancelAsync();
        await work;
        return 0;
    }

    private static async Task ReadHotAsync(NodeCache cache, NpgsqlDataSource database, Journal journal, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            for (var key = 0; key < Workload.Hot; key++)
                await ReadAsync(cache, database, journal, key);
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task ReadAnyAsync(NodeCache cache, NpgsqlDataSource database, Journal journal, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await ReadAsync(cache, database, journal, Random.Shared.Next(Workload.Hot, Workload.Keys));
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task ReadAsync(NodeCache cache, NpgsqlDataSource database, Journal journal, int key)
    {
        var begun = Stopwatch.GetTimestamp();
        long version;
        try
        {
            version = await cache.ReadAsync(key, token => LoadAsync(database, journal, key, token));
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException or IOException)
        {
            // The way to the database is cut: a failure is what there is to tell, and no old value.
            version = JournalEntry.Failed;
        }

        journal.Add(new JournalEntry(key, version, begun, Stopwatch.GetTimestamp()));
    }

    private static async ValueTask<long> LoadAsync(NpgsqlDataSource database, Journal journal, int key, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        await using var command = database.CreateCommand($"select version from {Workload.TableOf(key)} where id = $1");
        command.Parameters.Add(new() { Value = key });
        var version = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        journal.Add(new JournalEntry(key, JournalEntry.Fill, begun, Stopwatch.GetTimestamp()));
        return version;
    }

    private static async Task FlushAsync(Journal journal, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            journal.Flush();
            await Task.Delay(FlushInterval, TimeProvider.System, CancellationToken.None);
        }
    }
}
