using System.Diagnostics;
using System.Globalization;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>
/// How much of the processors' time the machine's host gave to others, second by second: what is slow then is not slow by itself.
/// Linux tells (<c>steal</c> in https://man7.org/linux/man-pages/man5/proc_stat.5.html); elsewhere nothing is known, and counts as none.
/// </summary>
internal sealed class StolenTime
{
    private const string Times = "/proc/stat";
    private const int Steal = 7;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly List<(long Until, double Share)> _seconds = [];

    /// <summary>The share of all of the time, 0 to 1.</summary>
    public double Share => _seconds.Count == 0 ? 0 : _seconds.Average(static second => second.Share);

    /// <summary>Measures until it is stopped.</summary>
    public async Task MeasureAsync(CancellationToken stop)
    {
        if (!File.Exists(Times))
            return;
        var (before, stolenBefore) = Read();
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Interval, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (all, stolen) = Read();
            if (all > before)
                _seconds.Add((Stopwatch.GetTimestamp(), (stolen - stolenBefore) / (double)(all - before)));
            (before, stolenBefore) = (all, stolen);
        }
    }

    /// <summary>The share in the second of a timestamp.</summary>
    public double At(long time)
    {
        var at = _seconds.FindIndex(second => second.Until >= time);
        return at < 0 ? 0 : _seconds[at].Share;
    }

    // The first line is the sum of all processors; the first eight numbers are times that do not overlap.
    private static (long All, long Stolen) Read()
    {
        using var reader = new StreamReader(Times);
        var times = reader.ReadLine()!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Steal + 1)
            .Select(static time => long.Parse(time, CultureInfo.InvariantCulture)).ToArray();
        return (times.Sum(), times.Length > Steal ? times[Steal] : 0);
    }
}
