using AspireCache.Coherence.Lab.Faults;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>What came out of a run.</summary>
/// <param name="Strict">All reads of strict entries.</param>
/// <param name="Available">All reads of available ones.</param>
/// <param name="ByFault">Reads of strict entries while a fault held and shortly after; null stands for calm times.</param>
/// <param name="Delays">From a commit of a hot row to the first read of it on the last node, in calm times; milliseconds, sorted.</param>
/// <param name="Commits">How many commits the writers noted, rows counted one by one.</param>
/// <param name="Fills">How many factories ran on all nodes.</param>
/// <param name="Violations">The first of the reads that were too old.</param>
/// <param name="Series">For each node the greatest age of a strict read in each slice of time, in milliseconds.</param>
/// <param name="Windows">The faults.</param>
/// <param name="Start">When it began, as a timestamp.</param>
internal sealed record LabResult(
    AgeStatistics Strict,
    AgeStatistics Available,
    IReadOnlyDictionary<string, AgeStatistics> ByFault,
    double[] Delays,
    long Commits,
    long Fills,
    IReadOnlyList<Violation> Violations,
    IReadOnlyDictionary<string, double[]> Series,
    IReadOnlyList<FaultWindow> Windows,
    long Start)
{
    /// <summary>The name of calm times in <see cref="ByFault"/>.</summary>
    public const string Calm = "none";

    public static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);
}
