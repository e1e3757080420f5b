using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace AspireCache.Http.Peers.Checking;

/// <summary>
/// Reads products over HTTP as fast as they come and changes the price of one after every 99th read, in the database and past every
/// application, as a hand at psql does. An answer is stale if a newer version of its row had committed before it was asked for.
/// </summary>
internal sealed class StalenessCheck : IAsyncDisposable
{
    private const int OperationsPerWrite = 100;

    private static readonly TimeSpan[] Bounds = [TimeSpan.Zero, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)];

    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly NpgsqlDataSource _database;
    private readonly string _address;
    private readonly long[] _ids;
    private readonly Dictionary<long, RowHistory> _rows;
    private readonly List<TimeSpan> _ages = [];
    private readonly List<double> _microseconds = [];
    private int _writes;
    private int _errors;

    private StalenessCheck(NpgsqlDataSource database, string address, long[] ids)
    {
        (_database, _address, _ids) = (database, address, ids);
        _rows = ids.ToDictionary(static id => id, static _ => new RowHistory());
    }

    /// <summary>Prepares a check of the rows with these ids.</summary>
    /// <param name="address">An answer's address without the id at its end.</param>
    /// <param name="ids">One a line; what follows a tab is left out.</param>
    public static async Task<StalenessCheck> CreateAsync(string address, string[] ids)
    {
        var database = NpgsqlDataSource.Create(Environment.GetEnvironmentVariable("ConnectionStrings__catalogdb")!);
        await using var open = await database.OpenConnectionAsync();
        return new(database, address, [.. ids.Select(static line => long.Parse(line.Split('\t')[0], CultureInfo.InvariantCulture))]);
    }

    /// <summary>Runs, and returns the figures as a line of JSON.</summary>
    public async Task<string> RunAsync(TimeSpan duration, int connections)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false });
        var start = _clock.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(seed => Task.Run(() => LoopAsync(http, new Random(seed), start, duration))));
        _microseconds.Sort();
        return JsonSerializer.Serialize(new
        {
            reads = _ages.Count,
            writes = _writes,
            errors = _errors,
            seconds = _clock.GetElapsedTime(start).TotalSeconds,
            p50 = Percentile(0.5),
            p99 = Percentile(0.99),
            stale = Bounds.Select(bound => _ages.Count(age => age > bound)),
            bounds = Bounds.Select(static bound => bound.TotalMilliseconds),
            oldest = _ages.Count == 0 ? 0 : _ages.Max().TotalMilliseconds,
        });
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task LoopAsync(HttpClient http, Random random, long start, TimeSpan duration)
    {
        var ages = new List<TimeSpan>();
        var microseconds = new List<double>();
        for (var operation = 1; _clock.GetElapsedTime(start) < duration; operation++)
        {
            var id = _ids[random.Next(_ids.Length)];
            if (operation % OperationsPerWrite == 0)
            {
                await WriteAsync(id);
                continue;
            }

            var asked = _clock.GetTimestamp();
            if (await ReadAsync(http, id) is not { } version)
                continue;
            microseconds.Add(_clock.GetElapsedTime(asked).TotalMicroseconds);
            ages.Add(_rows[id].AgeOf(version, asked, _clock));
        }

        lock (_rows)
        {
            _ages.AddRange(ages);
            _microseconds.AddRange(microseconds);
        }
    }

    private async Task<long?> ReadAsync(HttpClient http, long id)
    {
        try
        {
            using var answer = JsonDocument.Parse(await http.GetByteArrayAsync(_address + id.ToString(CultureInfo.InvariantCulture)));
            return answer.RootElement.GetProperty("version").GetInt64();
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref _errors);
            return null;
        }
    }

    private async Task WriteAsync(long id)
    {
        await using var command = _database.CreateCommand("update products set price = price + 0.01 where id = $1 returning version");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        var version = (long)(await command.ExecuteScalarAsync())!;
        _rows[id].Add(version, _clock.GetTimestamp());
        Interlocked.Increment(ref _writes);
    }

    private double Percentile(double share) => _microseconds.Count == 0 ? 0 : _microseconds[(int)(share * (_microseconds.Count - 1))];
}
