namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>From commits to the last node that shows them, in milliseconds; infinite where it never does.</summary>
/// <param name="Commits">How many commits were followed.</param>
/// <param name="P50Ms">The median.</param>
/// <param name="P99Ms">The 99th percentile.</param>
/// <param name="P999Ms">The 99.9th percentile.</param>
/// <param name="MostMs">The longest.</param>
internal sealed record Delays(long Commits, double P50Ms, double P99Ms, double P999Ms, double MostMs)
{
    public static Delays Of(IEnumerable<double> delays)
    {
        List<double> milliseconds = [.. delays.Order()];
        return new Delays(milliseconds.Count, At(0.5), At(0.99), At(0.999), At(1));

        double At(double share) => milliseconds.Count == 0 ? 0 : Math.Round(milliseconds[(int)((milliseconds.Count - 1) * share)], 1);
    }
}
