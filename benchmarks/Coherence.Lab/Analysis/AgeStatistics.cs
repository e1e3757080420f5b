using System.Diagnostics;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>How old reads were, in milliseconds; 0 for those that were not.</summary>
internal sealed class AgeStatistics
{
    private readonly List<float> _old = [];

    /// <summary>Those that brought a value.</summary>
    public long Reads { get; private set; }

    public long Failed { get; private set; }

    public long Violations { get; private set; }

    public long Old => _old.Count;

    public void Add(in JournalEntry read, long age, TimeSpan limit)
    {
        if (read.Version == JournalEntry.Failed)
        {
            Failed++;
            return;
        }

        Reads++;
        if (age <= 0)
            return;
        var time = Stopwatch.GetElapsedTime(0, age);
        _old.Add((float)time.TotalMilliseconds);
        if (time > limit)
            Violations++;
    }

    /// <summary>The age that a share of all reads does not exceed.</summary>
    public double At(double share)
    {
        _old.Sort();
        var index = (long)Math.Ceiling(share * Reads) - 1 - (Reads - _old.Count);
        return _old.Count == 0 || index < 0 ? 0 : _old[(int)Math.Min(index, _old.Count - 1)];
    }
}
