namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>What came out of a run.</summary>
/// <param name="Run">What ran, and where.</param>
/// <param name="Strict">All reads of strict entries that the cache answers for: from the cache, or from the primary.</param>
/// <param name="Groups">
/// The same, by the fault that held or had just held; then reads of other kinds: what a factory read from a standby, which the cache
/// hands out and does not keep, and available entries.
/// </param>
/// <param name="Own">Reads of who had just committed on the same node, and how many of them did not bring what they wrote.</param>
/// <param name="Owed">How many row changes had an invalidation that was not applied when it returned, where nodes invalidate.</param>
/// <param name="Delays">From a commit of a hot row to the first read of it on the last node, where nothing breaks.</param>
/// <param name="QuietDelays">The same, of commits in seconds in which the machine's host took less than <see cref="Quiet"/> of the processors' time.</param>
/// <param name="Stolen">Which share of the processors' time the machine's host took while it ran, 0 to 1.</param>
/// <param name="Takeovers">How long it took until another node relayed, for each kill of the relay; milliseconds.</param>
/// <param name="Faults">What was broken.</param>
internal sealed record LabResult(
    RunInfo Run,
    AgeFigures Strict,
    IReadOnlyList<AgeFigures> Groups,
    OwnReads Own,
    long Owed,
    Delays Delays,
    Delays QuietDelays,
    double Stolen,
    IReadOnlyList<double> Takeovers,
    IReadOnlyList<FaultTimes> Faults)
{
    /// <summary>Up to which share of stolen time a machine is quiet.</summary>
    public const double Quiet = 0.05;

    /// <summary>An age that people notice.</summary>
    public const double NoticedMs = 100;

    /// <summary>The group of calm times.</summary>
    public const string Calm = "nothing broken";

    /// <summary>The group of what factories read from a standby.</summary>
    public const string FromStandby = "read from the standby, not kept";

    /// <summary>The group of available entries.</summary>
    public const string Available = "available entries, all the time";

    /// <summary>All that should not have been.</summary>
    public long Violations => Strict.Violations + Own.Wrong + Groups.Where(static group => group.Name == Available).Sum(static group => group.Violations);
}
