using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using AspireCache.Coherence.Postgres;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace AspireCache.Coherence.Benchmarks.Relay;

/// <summary>One node, with the settings that people get: says how old its knowledge can be, and how soon it applies commits of its own.</summary>
internal sealed class RelayNode : IDisposable
{
    public const string Verb = "relay-node";
    public const string Ready = "ready";
    public const string Begin = "begin";
    public const string End = "end";

    private static readonly TimeSpan BetweenSamples = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan BetweenCommits = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly CoherentHybridCache _cache;
    private readonly NpgsqlDataSource _database;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<double> _bounds = new();
    private readonly ConcurrentQueue<double> _commits = new();
    private readonly int _number;
    private long _transactions;
    private long _events;
    private long _detached;

    private RelayNode(CoherentHybridCache cache, NpgsqlDataSource database, int number)
    {
        (_cache, _database, _number) = (cache, database, number);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is CoherencePostgresTelemetry.Transactions or CoherenceTelemetry.FeedEvents)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) =>
            Interlocked.Add(ref instrument.Name is CoherencePostgresTelemetry.Transactions ? ref _transactions : ref _events, count));
        _listener.Start();
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        var number = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        await using var services = Build(arguments[1], arguments[2]);
        var cache = (CoherentHybridCache)services.GetRequiredService<HybridCache>();
        var hosted = services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted)
            await service.StartAsync(CancellationToken.None);
        await using var database = NpgsqlDataSource.Create(arguments[2]);
        using var node = new RelayNode(cache, database, number);
        Console.WriteLine(Ready);
        while (await Console.In.ReadLineAsync() is Begin)
        {
            using var stop = new CancellationTokenSource();
            node.Clear();
            var sampling = Task.WhenAll(node.SampleAsync(stop.Token), node.CommitAsync(stop.Token));
            if (await Console.In.ReadLineAsync() is not End)
                break;
            Console.WriteLine(node.Measure());
            await stop.CancelAsync();
            await sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (var service in hosted)
            await service.StopAsync(CancellationToken.None);
        return 0;
    }

    public void Dispose() => _listener.Dispose();

    private static ServiceProvider Build(string redis, string database)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddHybridCache()
            .AddCoherence(options =>
            {
                options.Domain = "relay";
                options.ConnectionString = redis;
            })
            .AddPostgresInvalidation(options =>
            {
                options.ConnectionString = database;
                options.Map("products", row => [$"product:{row["id"]}", $"category:{row["category"]}"], ["products"]);
            });
        return services.BuildServiceProvider();
    }

    private void Clear()
    {
        _bounds.Clear();
        _commits.Clear();
        Interlocked.Exchange(ref _transactions, 0);
        Interlocked.Exchange(ref _events, 0);
        Interlocked.Exchange(ref _detached, 0);
    }

    private RelayFigures Measure()
    {
        double[] bounds = [.. _bounds.Order()];
        double[] commits = [.. _commits.Order()];
        return new RelayFigures(
            Interlocked.Read(ref _transactions),
            Interlocked.Read(ref _events),
            Percentile(bounds, 0.5),
            Percentile(bounds, 1),
            (double)Interlocked.Read(ref _detached) / Math.Max(1, bounds.Length),
            Percentile(commits, 0.5),
            Percentile(commits, 0.99));
    }

    private static double Percentile(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _bounds.Enqueue(_cache.Core.KnowledgeAge()?.TotalMilliseconds ?? double.PositiveInfinity);
            if (_cache.Core.IsDetached(Stopwatch.GetTimestamp()))
                Interlocked.Increment(ref _detached);
            await Task.Delay(BetweenSamples, TimeProvider.System, cancellationToken);
        }
    }

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(BetweenCommits, TimeProvider.System, cancellationToken);
            await using var connection = await _database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using (var command = new NpgsqlCommand("update products set price = price + 1 where id = $1", connection))
            {
                command.Parameters.AddWithValue((long)-_number);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            using var watch = await CommitWatch.BeginAsync(_cache, connection, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            var committed = Stopwatch.GetTimestamp();
            if (await watch.WaitAsync(LongestWait))
                _commits.Enqueue(Stopwatch.GetElapsedTime(committed).TotalMilliseconds);
        }
    }
}
