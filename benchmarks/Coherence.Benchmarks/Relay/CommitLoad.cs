using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using AspireCache.EmbeddedServers.Processes;
using Npgsql;

namespace AspireCache.Coherence.Benchmarks.Relay;

/// <summary>Clients that commit a single row each time, as pgbench does it: a client in .NET would take more of the processors than the server.</summary>
internal static partial class CommitLoad
{
    private const int Clients = 32;

    /// <param name="database">Where, in Npgsql's format.</param>
    /// <param name="rate">How many commits a second; 0 for as many as the server takes.</param>
    /// <param name="time">For how long.</param>
    /// <returns>How many commits a second there were.</returns>
    public static async Task<double> RunAsync(string database, int rate, TimeSpan time)
    {
        var text = new NpgsqlConnectionStringBuilder(database);
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, "\\set id random(1, 100000)\nupdate products set price = price + 1 where id = :id;\n");
        try
        {
            string[] pace = rate > 0 ? ["-R", Text(rate)] : [];
            var start = new ProcessStartInfo(
                "pgbench",
                ["-n", "-M", "prepared", "-c", Text(Clients), "-j", "2", "-T", Text((int)time.TotalSeconds), .. pace, "-f", script, "-h", text.Host!, "-p", Text(text.Port), "-U", text.Username!, text.Database!]);
            start.Environment["PGPASSWORD"] = text.Password;
            var result = await Command.RunAsync(start, CancellationToken.None);
            var found = TransactionsPerSecond().Match(result.Output);
            return found.Success ? double.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : throw new InvalidOperationException(result.Output);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex TransactionsPerSecond();
}
