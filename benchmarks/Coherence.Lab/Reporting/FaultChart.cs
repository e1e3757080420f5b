using AspireCache.Coherence.Lab.Analysis;

namespace AspireCache.Coherence.Lab.Reporting;

/// <summary>Draws how old strict reads were while each fault held: from the 99th percentile to the oldest, engine by engine.</summary>
internal static class FaultChart
{
    private const double Width = 1000;
    private const double Left = 170;
    private const double Right = 30;
    private const double Top = 44;
    private const double Bottom = 64;
    private const double Lane = 9;
    private const double Gap = 10;
    private const double MostMs = 1_000_000;

    public static string Draw(IReadOnlyList<LabResult> results)
    {
        var names = results.SelectMany(static result => result.Groups).Select(static group => group.Name).Distinct()
            .Where(static name => name is not LabResult.FromStandby and not LabResult.Available)
            .OrderBy(static name => name == LabResult.Calm ? 0 : 1).ThenBy(static name => name, StringComparer.Ordinal).ToList();
        var row = (results.Count * Lane) + Gap;
        var bottom = Top + (names.Count * row);
        var height = bottom + Bottom;
        var svg = new Svg(Width, height, "Age of strict reads while a fault holds and three seconds after: p99, p99.9, oldest");
        for (var ms = 1.0; ms <= MostMs; ms *= 10)
        {
            svg.Down(X(ms), Top, bottom);
            svg.Text(X(ms), bottom + 18, ms > 1 ? Svg.Time(ms) : "≤ 1 ms", anchor: "middle");
        }

        for (var i = 0; i < names.Count; i++)
        {
            var top = Top + (i * row);
            if (i % 2 == 1)
                svg.Add($"<rect x=\"0\" y=\"{top:0.0}\" width=\"{Width:0}\" height=\"{row:0.0}\" fill=\"#000\" fill-opacity=\"0.03\"/>");
            svg.Text(Left - 12, top + (row / 2) + 4, names[i], Svg.Ink, "end");
            for (var engine = 0; engine < results.Count; engine++)
                if (results[engine].Groups.FirstOrDefault(group => group.Name == names[i]) is { Reads: > 0 } group)
                    Range(svg, group, top + (Gap / 2) + (engine * Lane) + (Lane / 2), Svg.Colour(results[engine].Run));
        }

        var allowed = results[0].Run.DeltaMs;
        svg.Add($"<path d=\"M{X(allowed):0.0} {Top - 6:0}V{bottom:0}\" stroke=\"{Svg.Limit}\" stroke-dasharray=\"5 4\"/>");
        svg.Text(X(allowed) + 6, Top - 2, $"allowed: {Svg.Time(allowed)}", Svg.Limit);
        for (var i = 0; i < results.Count; i++)
        {
            svg.Dot(Left + (i * 140), height - 20, 4, Svg.Colour(results[i].Run));
            svg.Text(Left + 10 + (i * 140), height - 16, results[i].Run.Name);
        }

        svg.Text(Width - Right, height - 16, "small: p99 and p99.9; large: the oldest read", anchor: "end");
        return svg.ToString();
    }

    private static void Range(Svg svg, AgeFigures group, double y, string colour)
    {
        svg.Add($"<path d=\"M{X(group.P99Ms):0.0} {y:0.0}H{X(group.MostMs):0.0}\" stroke=\"{colour}\" stroke-width=\"2\" stroke-opacity=\"0.55\"/>");
        svg.Dot(X(group.P99Ms), y, 2.2, colour);
        svg.Dot(X(group.P999Ms), y, 2.2, colour);
        svg.Dot(X(group.MostMs), y, 4, colour);
    }

    private static double X(double ms) => Left + (Math.Log10(Math.Clamp(ms, 1, MostMs)) / Math.Log10(MostMs) * (Width - Left - Right));
}
