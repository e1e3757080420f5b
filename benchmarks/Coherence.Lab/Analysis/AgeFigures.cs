namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>How old the reads of a kind, or of a time, were.</summary>
/// <param name="Name">The fault that held, or what kind of reads.</param>
/// <param name="Times">How many times the fault was there.</param>
/// <param name="Reads">How many brought a value.</param>
/// <param name="Failed">How many brought an error.</param>
/// <param name="Old">How many brought a version that another had followed before they began.</param>
/// <param name="P50Ms">The age that half of the reads do not exceed.</param>
/// <param name="P99Ms">That of 99 in a hundred.</param>
/// <param name="P999Ms">That of 999 in a thousand.</param>
/// <param name="MostMs">The greatest.</param>
/// <param name="Violations">How many were older than they may be.</param>
/// <param name="Commits">How many row changes were committed meanwhile.</param>
/// <param name="Fills">How many factories ran meanwhile.</param>
/// <param name="Olders">How many were older than each of <see cref="Steps"/>.</param>
internal sealed record AgeFigures(
    string Name, int Times, long Reads, long Failed, long Old, double P50Ms, double P99Ms, double P999Ms, double MostMs, long Violations, long Commits, long Fills, long[] Olders)
{
    /// <summary>Ages in milliseconds, ten in each decade from 1 ms to 1000 s.</summary>
    public static readonly double[] Steps = [.. Enumerable.Range(0, 61).Select(static step => Math.Pow(10, step / 10.0))];

    /// <summary>How many were older than one of <see cref="Steps"/>.</summary>
    public long OlderThan(double step) => Olders[Array.FindIndex(Steps, each => Math.Abs(each - step) < step / 100)];

    public double FillsPerCommit => Commits == 0 ? 0 : (double)Fills / Commits;
}
