using System.Diagnostics;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>How old reads were, in milliseconds; 0 for those that were not.</summary>
internal sealed class AgeStatistics
{
    private readonly List<float> _old = [];
    private long _reads;
    private long _failed;
    private long _violations;

    public long Fills { get; set; }

    public long Commits { get; set; }

    public void Fail() => _failed++;

    /// <summary>Adds a read that brought a value.</summary>
    /// <param name="age">Its age, in timestamps.</param>
    /// <param name="limit">The age that it may have.</param>
    /// <returns>Whether it was too old.</returns>
    public bool Add(long age, TimeSpan limit)
    {
        _reads++;
        if (age <= 0)
            return false;
        var time = Stopwatch.GetElapsedTime(0, age);
        _old.Add((float)time.TotalMilliseconds);
        if (time <= limit)
            return false;
        _violations++;
        return true;
    }

    public AgeFigures Figures(string name, int times)
    {
        _old.Sort();
        return new AgeFigures(name, times, _reads, _failed, _old.Count, At(0.5), At(0.99), At(0.999), At(1), _violations, Commits, Fills, Olders());
    }

    // The age that a share of all reads does not exceed.
    private double At(double share)
    {
        var index = (long)Math.Ceiling(share * _reads) - 1 - (_reads - _old.Count);
        return _old.Count == 0 || index < 0 ? 0 : Math.Round(_old[(int)Math.Min(index, _old.Count - 1)], 1);
    }

    private long[] Olders()
    {
        var olders = new long[AgeFigures.Steps.Length];
        for (var i = 0; i < olders.Length; i++)
        {
            var at = _old.BinarySearch((float)AgeFigures.Steps[i]);
            olders[i] = _old.Count - (at < 0 ? ~at : at);
        }

        return olders;
    }
}
