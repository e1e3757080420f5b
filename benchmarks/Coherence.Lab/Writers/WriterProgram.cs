using System.Diagnostics;
using System.Text.Json;
using AspireCache.Coherence.Lab.Nodes;
using AspireCache.Coherence.Postgres;
using Npgsql;
using StackExchange.Redis;

namespace AspireCache.Coherence.Lab.Writers;

/// <summary>
/// A writer: bumps versions, alone and in bulk, and rolls some of it back. With Coherence it writes to the database and nothing else;
/// with the others it removes the tags from its own cache after the commit, as their users do.
/// </summary>
internal static class WriterProgram
{
    public const string Verb = "writer";

    private const int BulkRows = 20;
    private const int LongestPause = 20;

    public static async Task<int> RunAsync(string arguments)
    {
        var settings = JsonSerializer.Deserialize<WriterSettings>(arguments)!;
        await using var database = NpgsqlDataSource.Create(settings.Postgres);
        using var journal = new Journal(settings.Journal);
        await using var cache = settings.Engine is Engine.Coherence
            ? null
            : await NodeCache.StartAsync(new NodeSettings("writer", settings.Engine, settings.Redis, settings.Postgres, "", TimeSpan.Zero, 0));
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(database, journal, cache, new Random(settings.Seed), stop.Token);
        Console.WriteLine(NodeProgram.Ready);
        // Ends with its parent; or by itself, when writing does.
        await Task.WhenAny(Console.In.ReadToEndAsync(), writing);
        await stop.CancelAsync();
        await writing;
        return 0;
    }

    private static async Task WriteAsync(NpgsqlDataSource database, Journal journal, NodeCache? cache, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await WriteOnceAsync(database, journal, cache, random);
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DeadlockDetected)
            {
                // Two bulks met. Nothing was committed.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LongestPause)), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task WriteOnceAsync(NpgsqlDataSource database, Journal journal, NodeCache? cache, Random random)
    {
        var (first, last) = Choose(random);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var changed = await BumpAsync(connection, first, last);
        if (cache is null && Workload.TableOf(first) == "notes")
            await connection.InvalidateAsync(NodeCache.Domain, changed.ConvertAll(static row => Workload.NameOf(row.Key)));
        if (random.Next(10) == 0)
        {
            await transaction.RollbackAsync();
            return;
        }

        var begun = Stopwatch.GetTimestamp();
        await transaction.CommitAsync();
        var ended = Stopwatch.GetTimestamp();
        foreach (var (key, version) in changed)
            journal.Add(new JournalEntry(key, version, begun, ended));
        journal.Flush();
        if (cache is not null)
            await RemoveAsync(cache, changed);
    }

    // A user who is told that an invalidation failed, after the commit, can do no more than go on.
    private static async Task RemoveAsync(NodeCache cache, List<(int Key, long Version)> changed)
    {
        foreach (var (key, _) in changed)
        {
            try
            {
                await cache.RemoveAsync(key);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                await Console.Error.WriteLineAsync($"{Workload.NameOf(key)} was not invalidated: {exception.GetType().Name}");
            }
        }
    }

    private static (int First, int Last) Choose(Random random)
    {
        switch (random.Next(100))
        {
            case < 45:
                var hot = random.Next(Workload.Hot);
                return (hot, hot);
            case < 70:
                var item = random.Next(Workload.Items);
                return (item, item);
            case < 80:
                var note = Workload.Items + random.Next(Workload.Notes);
                return (note, note);
            case < 90:
                var menu = Workload.Items + Workload.Notes + random.Next(Workload.Menus);
                return (menu, menu);
            case < 99:
                var bulk = random.Next(Workload.Items - BulkRows);
                return (bulk, bulk + BulkRows - 1);
            default:
                // More tags than are told one by one.
                return (0, Workload.Items - 1);
        }
    }

    private static async Task<List<(int Key, long Version)>> BumpAsync(NpgsqlConnection connection, int first, int last)
    {
        await using var command = new NpgsqlCommand(
            $"update {Workload.TableOf(first)} set version = version + 1 where id between $1 and $2 returning id, version", connection);
        command.Parameters.Add(new() { Value = first });
        command.Parameters.Add(new() { Value = last });
        await using var reader = await command.ExecuteReaderAsync();
        List<(int, long)> changed = [];
        while (await reader.ReadAsync())
            changed.Add((reader.GetInt32(0), reader.GetInt64(1)));
        return changed;
    }
}
