using System.Globalization;
using Catalog.Contracts.Imports;

namespace Web.Frontend.Formatting;

/// <summary>How far an import is, as people read it.</summary>
public static class ProgressText
{
    /// <summary>Such as <c>45% written: 45,120 of 100,000 products, 7,800 a second, about 7 s left</c>; empty once it has ended.</summary>
    public static string Of(ImportStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.Progress switch
        {
            null => "",
            { Phase: ImportPhase.Receiving } receiving => Join(
                receiving.Share is { } share ? $"{Percent(share)} received" : $"{Words.Bytes(status.BytesRead)} received",
                Words.Count(receiving.Done, "row"), Pace(receiving), Left(receiving)),
            { Phase: ImportPhase.Waiting } => "Waiting for another import to end",
            { Phase: ImportPhase.Comparing } => $"Comparing {Words.Count(status.RowsRead - status.Invalid, "row")} with the catalogue",
            { Phase: ImportPhase.Writing } writing => Join(
                $"{Percent(writing.Share ?? 0)} written", $"{Words.Number(writing.Done)} of {Words.Count(writing.Total ?? 0, "product")}", Pace(writing), Left(writing)),
            var finishing => $"Finishing: {Words.Count(finishing.Total ?? 0, "product")} written",
        };
    }

    private static string Percent(double share) => Math.Floor(share * 100).ToString("0", CultureInfo.InvariantCulture) + "%";

    private static string? Pace(ImportProgress progress) => progress.RowsPerSecond is { } rows ? $"{Words.Number(rows)} a second" : null;

    private static string? Left(ImportProgress progress) => progress.SecondsLeft switch
    {
        null => null,
        < 1 => "less than a second left",
        < 120 and var seconds => $"about {seconds:0} s left",
        var seconds => $"about {Math.Ceiling(seconds.Value / 60):0} min left",
    };

    private static string Join(string first, params ReadOnlySpan<string?> others)
    {
        List<string> parts = [];
        foreach (var part in others)
        {
            if (part is not null)
                parts.Add(part);
        }

        return parts.Count == 0 ? first : $"{first}: {string.Join(", ", parts)}";
    }
}
