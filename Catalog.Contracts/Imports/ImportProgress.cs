namespace Catalog.Contracts.Imports;

/// <summary>How far an import is within its present phase.</summary>
/// <param name="Phase">What it does.</param>
/// <param name="Done">Rows read (receiving) or products written (writing, finishing) so far; 0 in the phases that have no count.</param>
/// <param name="Total">As many there will be; null where that is not known.</param>
/// <param name="Share">How much of the phase is done, 0 to 1: by bytes while receiving, by products while writing; null where it is not known.</param>
/// <param name="RowsPerSecond">On average of the phase; null before there is one.</param>
/// <param name="SecondsLeft">Until the phase ends at this pace; null where it is not known.</param>
public sealed record ImportProgress(ImportPhase Phase, long Done, long? Total, double? Share, long? RowsPerSecond, double? SecondsLeft);
