using System.Globalization;

namespace Catalog.Api.Changes;

/// <summary>
/// A place in the stream of changes, the same on every replica: <c>epoch-position-index</c>. The position is where the change's
/// transaction ends in the database's log; within an epoch nothing is missing.
/// </summary>
internal readonly record struct ChangeId(long Epoch, long Position, int Index)
{
    /// <summary>The place before the first change of an epoch.</summary>
    public static ChangeId StartOf(long epoch) => new(epoch, 0, 0);

    public static ChangeId? Parse(string? text)
    {
        if (text?.Split('-') is not [var epoch, var position, var index]
            || !long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var epochNumber)
            || !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var positionNumber)
            || !int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var indexNumber))
        {
            return null;
        }

        return new ChangeId(epochNumber, positionNumber, indexNumber);
    }

    // The index has always as many digits: Redis orders changes of one transaction as text.
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Position}-{Index:D5}");
}
