using System.Diagnostics;
using System.Globalization;
using AspireCache.Coherence.Benchmarks.Servers;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.EmbeddedServers.Processes;
using Npgsql;

namespace AspireCache.Coherence.Benchmarks.Relay;

/// <summary>
/// Three nodes, one of which is the relay, while 32 clients commit single rows of a mapped table with twelve columns: what is carried,
/// how old the nodes' knowledge can be meanwhile, how soon a commit is applied, and what each part takes of a processor.
/// </summary>
internal static class RelayRun
{
    private const int Nodes = 3;
    private const string Database = "shop";
    private static readonly int[] Rates = [1_000, 2_000, 5_000, 10_000, 0];
    private const int WarmUpRate = 5_000;

    // Until then the compiler is what takes the processors.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(15);

    /// <param name="arguments">Commits a second, 0 for as many as the server takes; none: several rates.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        int[] rates = arguments.Length > 0 ? [.. arguments.Select(static rate => int.Parse(rate, CultureInfo.InvariantCulture))] : Rates;
        var folder = Path.Combine(Path.GetTempPath(), $"coherence-relay-{Guid.NewGuid():N}");
        using var guard = new ProcessGuard();
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Folder = folder, Databases = [Database], Durable = false, Guard = guard });
            await using var redis = await ServerProcess.StartAsync(ServerKind.Redis);
            var database = postgres.ConnectionString(Database);
            await using var source = NpgsqlDataSource.Create(database);
            await MakeTableAsync(source);
            await using var fleet = await RelayFleet.StartAsync(Nodes, redis.ConnectionString, database);
            await fleet.BeginAsync();
            await CommitLoad.RunAsync(database, WarmUpRate, WarmUp);
            await fleet.EndAsync();
            Console.WriteLine("| commits/s | carried/s | events/s | bound median, ms | bound most, ms | detached | commit to node median, ms | p99, ms | relay, cores | other node | walsender | Redis |");
            Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            foreach (var rate in rates)
                Console.WriteLine(await MeasureAsync(source, fleet, redis.ProcessId, () => CommitLoad.RunAsync(database, rate, Time)));
            Console.WriteLine($"Nobody commits or reads: {await IdleAsync(source, fleet, redis.ProcessId)}");
            Console.WriteLine(await LoadAsync(source, fleet, "products"));
            Console.WriteLine(await LoadAsync(source, fleet, "heap"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> LoadAsync(NpgsqlDataSource source, RelayFleet fleet, string table)
    {
        var relay = fleet.Processes.First();
        var most = 0L;
        using var stop = new CancellationTokenSource();
        var watching = WatchAsync();
        await fleet.BeginAsync();
        var (seconds, _, used) = await UseAsync([relay, await FindSenderAsync(source)], async () =>
        {
            var clock = TimeProvider.System.GetTimestamp();
            await using var command = source.CreateCommand($"insert into {table} select n, 'c' || n % 300, 'SKU-' || n, 'Product ' || n from generate_series(1000000, 2999999) n");
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync();
            var seconds = TimeProvider.System.GetElapsedTime(clock).TotalSeconds;
            await Task.Delay(Time, TimeProvider.System);
            return seconds;
        });
        var figures = await fleet.EndAsync();
        await stop.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"2,000,000 rows of {table} in one transaction of {seconds:F1} s: bound {figures.Max(static node => node.BoundMost):F0} ms at most, detached for {figures.Max(static node => node.Detached) * (seconds + Time.TotalSeconds):F1} s, commits of others {figures.Max(static node => node.CommitMost):F0} ms at the 99th percentile, relay {used[0] * (seconds + Time.TotalSeconds):F1} s of a core and {most >> 20} MiB at most, walsender {used[1] * (seconds + Time.TotalSeconds):F1} s.");

        async Task WatchAsync()
        {
            while (true)
            {
                using (var process = Process.GetProcessById(relay))
                    most = Math.Max(most, process.WorkingSet64);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop.Token);
            }
        }
    }

    private static async Task<string> IdleAsync(NpgsqlDataSource source, RelayFleet fleet, int redis)
    {
        int[] processes = [.. fleet.Processes, redis, .. await FindBackendsAsync(source)];
        var used = await UseAsync(processes, async () =>
        {
            await Task.Delay(Time, TimeProvider.System);
            return 0;
        });
        return string.Create(
            CultureInfo.InvariantCulture,
            $"relay {used.Shares[0]:P2} of a core, another node {used.Shares[1..Nodes].Average():P2}, Redis {used.Shares[Nodes]:P2}, Postgres for the relay {used.Shares[(Nodes + 1)..].Sum():P2}.");
    }

    private static async Task<(double Commits, double Seconds, double[] Shares)> UseAsync(int[] processes, Func<Task<double>> load)
    {
        var before = processes.Select(ProcessorTime.Of).ToArray();
        var clock = TimeProvider.System.GetTimestamp();
        var commits = await load();
        var seconds = TimeProvider.System.GetElapsedTime(clock).TotalSeconds;
        return (commits, seconds, [.. processes.Select(ProcessorTime.Of).Zip(before, (after, then) => (after - then).TotalSeconds / seconds)]);
    }

    private static async Task<string> MeasureAsync(NpgsqlDataSource source, RelayFleet fleet, int redis, Func<Task<double>> load)
    {
        int[] processes = [.. fleet.Processes, await FindSenderAsync(source), redis];
        await fleet.BeginAsync();
        var (commits, seconds, used) = await UseAsync(processes, load);
        var figures = await fleet.EndAsync();
        var other = used[1..Nodes].Average();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {commits:F0} | {figures.Sum(static node => node.Transactions) / seconds:F0} | {figures.Max(static node => node.Events) / seconds:F0} | {figures.Max(static node => node.BoundMedian):F0} | {figures.Max(static node => node.BoundMost):F0} | {figures.Max(static node => node.Detached):P1} | {figures.Max(static node => node.CommitMedian):F1} | {figures.Max(static node => node.CommitMost):F1} | {used[0]:F3} | {other:F3} | {used[Nodes]:F3} | {used[Nodes + 1]:F3} |");
    }

    private static async Task<int> FindSenderAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select coalesce((select active_pid from pg_replication_slots where active), 0)");
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<int[]> FindBackendsAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select array_agg(pid) from pg_stat_activity where backend_type in ('client backend', 'walsender', 'walwriter') and pid <> pg_backend_pid()");
        return (int[])(await command.ExecuteScalarAsync())!;
    }

    private static async Task MakeTableAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            """
            create table products (id bigint primary key, category text not null, sku text, name text, brand text, price int, currency text,
              description text, image text, stock int, created timestamptz, updated timestamptz);
            alter table products replica identity full;
            insert into products select n, 'c' || n % 300, 'SKU-' || n, 'Product ' || n, 'brand ' || n % 50, n, 'EUR', repeat('text ', 60),
              'https://images.example/' || n || '.jpg', n % 100, now(), now() from generate_series(-10, 100000) n;
            create table heap (id bigint primary key, category text not null, sku text, name text)
            """);
        await command.ExecuteNonQueryAsync();
    }
}
