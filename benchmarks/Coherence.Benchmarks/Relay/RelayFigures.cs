using System.Globalization;

namespace AspireCache.Coherence.Benchmarks.Relay;

/// <summary>What a node saw in one measurement, as it tells its parent.</summary>
/// <param name="Transactions">Commits that it carried, where it is the relay; else none.</param>
/// <param name="Events">Events that it heard.</param>
/// <param name="BoundMedian">The median of how old its knowledge could be, in milliseconds.</param>
/// <param name="BoundMost">The most.</param>
/// <param name="Detached">How often of all samples it was detached.</param>
/// <param name="CommitMedian">From a commit of its own to when it had applied it, in milliseconds.</param>
/// <param name="CommitMost">The 99th percentile of that.</param>
internal sealed record RelayFigures(long Transactions, long Events, double BoundMedian, double BoundMost, double Detached, double CommitMedian, double CommitMost)
{
    public override string ToString() =>
        string.Join(' ', new[] { Transactions, Events, BoundMedian, BoundMost, Detached, CommitMedian, CommitMost }.Select(figure => figure.ToString("F3", CultureInfo.InvariantCulture)));

    public static RelayFigures Parse(string line)
    {
        var figures = line.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        return new RelayFigures((long)figures[0], (long)figures[1], figures[2], figures[3], figures[4], figures[5], figures[6]);
    }
}
