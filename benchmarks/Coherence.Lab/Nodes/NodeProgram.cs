using System.Globalization;
using System.Text.Json;
using AspireCache.Coherence.Lab.Answers;

namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>A node: readers that ask its cache for rows, and a writer that reads on the same node what it wrote.</summary>
internal static class NodeProgram
{
    public const string Verb = "node";
    public const string Ready = "ready";

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1);
    // A request costs more than a look into memory: at every millisecond four would take all there is.
    private static readonly TimeSpan RestOfClients = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(string arguments)
    {
        var settings = JsonSerializer.Deserialize<NodeSettings>(arguments)!;
        var time = new SkewedTime(settings.Skew);
        await using IRows rows = settings.Invalidation is Invalidation.Commits ? new PostgresRows(settings.Postgres, settings.Standby) : new SharedRows(settings.Shared);
        using var journal = new Journal(settings.Journal);
        await using var site = settings.Answers ? await AnswerSite.StartAsync(settings, time, cache => new RowSource(cache, rows, journal)) : null;
        await using var cache = site?.Cache ?? await NodeCache.StartAsync(settings, time);
        Func<IRowReader> open = site is null ? () => new RowSource(cache, rows, journal) : () => new AnswerReader(site.Address);
        var reads = new RowReads(open, rows.Keys, journal, site is null ? Rest : RestOfClients, TimeSpan.FromMilliseconds(settings.Pace));
        using var own = open();
        using var stop = new CancellationTokenSource();
        var work = Task.WhenAll(
        [
            reads.ReadHotAsync(stop.Token),
            .. Enumerable.Range(0, settings.Readers).Select(_ => reads.ReadAnyAsync(stop.Token)),
            WriteAsync(settings, cache, rows, own, journal, stop.Token),
            FlushAsync(journal, stop.Token),
        ]);
        Console.WriteLine(Ready);
        // By itself, when a reader fails.
        await Task.WhenAny(Orders.FollowAsync(order => Obey(order, time)), work);
        await stop.CancelAsync();
        await work;
        return 0;
    }

    private static Task WriteAsync(NodeSettings settings, NodeCache cache, IRows rows, IRowReader reads, Journal journal, CancellationToken stop)
    {
        var random = new Random(settings.Seed);
        return rows is PostgresRows postgres
            ? new NodeWriter(cache, postgres.Primary, reads, journal, settings.Pace, random).RunAsync(stop)
            : new RaceWriter(cache, (SharedRows)rows, reads, journal, settings.Pace, random).RunAsync(stop);
    }

    private static void Obey(string order, SkewedTime time)
    {
        if (order.StartsWith(Orders.Clock, StringComparison.Ordinal))
            time.Set(TimeSpan.FromMilliseconds(int.Parse(order[Orders.Clock.Length..], CultureInfo.InvariantCulture)));
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
