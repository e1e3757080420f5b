using System.Text.Json;
using AspireCache.Coherence.Lab.Nodes;
using Npgsql;

namespace AspireCache.Coherence.Lab.Writers;

/// <summary>
/// A writer: bumps versions, alone and in bulk, and rolls some of it back. With Coherence it writes to the database and nothing else;
/// with the others it removes the tags from its own cache after the commit, as their users do.
/// </summary>
internal static class WriterProgram
{
    public const string Verb = "writer";

    public static async Task<int> RunAsync(string arguments)
    {
        var settings = JsonSerializer.Deserialize<WriterSettings>(arguments)!;
        await using var database = NpgsqlDataSource.Create(settings.Postgres);
        using var journal = new Journal(settings.Journal);
        await using var cache = settings.Engine is Engine.Coherence
            ? null
            : await NodeCache.StartAsync(
                new NodeSettings("writer", settings.Engine, default, default, settings.Answers, settings.Redis, "", settings.Postgres, settings.Postgres, "", TimeSpan.Zero, 0, 1, 0), new SkewedTime(TimeSpan.Zero));
        using var stop = new CancellationTokenSource();
        var writer = new Writer(database, journal, cache, settings.Pace, new Random(settings.Seed));
        var writing = writer.RunAsync(stop.Token);
        Console.WriteLine(NodeProgram.Ready);
        // By itself, when writing fails.
        await Task.WhenAny(Orders.FollowAsync(order => writer.DiesAfterCommit |= order == Orders.Die), writing);
        await stop.CancelAsync();
        await writing;
        return 0;
    }
}
