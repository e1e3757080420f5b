using Catalog.Contracts.Imports;

namespace Catalog.Api.Imports;

/// <summary>Works out how far an import is, and how long it will take, from what is recorded of it.</summary>
internal static class ProgressEstimate
{
    // Sooner than this a pace says nothing.
    private static readonly TimeSpan FirstEstimate = TimeSpan.FromMilliseconds(200);

    /// <summary>Of a file that arrives.</summary>
    /// <param name="rows">Rows read.</param>
    /// <param name="bytes">Bytes read.</param>
    /// <param name="totalBytes">Bytes that the file has, where known.</param>
    /// <param name="elapsed">Since it began.</param>
    public static ImportProgress Receiving(long rows, long bytes, long? totalBytes, TimeSpan elapsed)
    {
        double? share = totalBytes is > 0 ? Math.Min(1, (double)bytes / totalBytes.Value) : null;
        return Estimate(ImportPhase.Receiving, rows, null, share, elapsed);
    }

    /// <summary>Of a file that is here.</summary>
    /// <param name="hasBegun">Its turn has come.</param>
    /// <param name="written">Products written.</param>
    /// <param name="total">Products to write, once that is known.</param>
    /// <param name="elapsed">Since that is known.</param>
    public static ImportProgress Merging(bool hasBegun, long written, long? total, TimeSpan elapsed) => total switch
    {
        null => new ImportProgress(hasBegun ? ImportPhase.Comparing : ImportPhase.Waiting, 0, null, null, null, null),
        var all when written < all => Estimate(ImportPhase.Writing, written, total, (double)written / all.Value, elapsed),
        var all => new ImportProgress(ImportPhase.Finishing, all.Value, total, null, null, null),
    };

    private static ImportProgress Estimate(ImportPhase phase, long done, long? total, double? share, TimeSpan elapsed)
    {
        if (elapsed < FirstEstimate || done == 0)
            return new ImportProgress(phase, done, total, share, null, null);

        double? left = share is > 0 ? elapsed.TotalSeconds * (1 - share.Value) / share.Value : null;
        return new ImportProgress(phase, done, total, share, (long)(done / elapsed.TotalSeconds), left is null ? null : Math.Round(left.Value, 1));
    }
}
