namespace Catalog.Api.Imports.Reading;

/// <summary>Where a field's content is within its record, without its quotes.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="IsQuoted">It stood in quotes.</param>
/// <param name="HasEscapes">Its content has doubled quotes.</param>
/// <param name="Flaws">What is wrong with its quotes.</param>
internal readonly record struct DelimitedField(int Start, int Length, bool IsQuoted, bool HasEscapes, FieldFlaws Flaws);
