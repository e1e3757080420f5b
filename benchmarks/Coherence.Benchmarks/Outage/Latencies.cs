using System.Globalization;

namespace AspireCache.Coherence.Benchmarks.Outage;

/// <summary>What the reads of one phase took.</summary>
internal sealed class Latencies
{
    private readonly List<double> _hits = [];
    private readonly List<double> _misses = [];
    private int _failed;
    private int _old;

    public int Failed => _failed;

    public int Old => _old;

    public void Add(bool isHit, TimeSpan took)
    {
        var list = isHit ? _hits : _misses;
        lock (list)
            list.Add(took.TotalMilliseconds);
    }

    public void AddFailed() => Interlocked.Increment(ref _failed);

    public void AddOld() => Interlocked.Increment(ref _old);

    /// <summary>Of the reads that memory could not answer.</summary>
    public double MissAt(double share) => At(_misses, share);

    /// <summary>Of all reads.</summary>
    public double At(double share) => At([.. _hits, .. _misses], share);

    public string Describe() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_hits.Count + _misses.Count:N0} | {_misses.Count:N0} | {At(0.5):0.0} | {At(0.99):0.0} | {MissAt(0.5):0.0} | {MissAt(0.99):0.0} | {_failed} | {_old}");

    private static double At(List<double> values, double share)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * share)];
    }
}
