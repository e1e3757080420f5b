using AspireCache.Coherence.Lab.Analysis;

namespace AspireCache.Coherence.Lab.Reporting;

/// <summary>Draws how old the oldest strict read of each quarter of a second was, node by node, with the faults behind.</summary>
internal static class AgeChart
{
    private const double Left = 70;
    private const double Right = 20;
    private const double Top = 44;
    private const double Bottom = 58;
    private const double Height = 420;
    private const double ShortestWidth = 1000;
    // A name of a fault is as wide as a line is high.
    private const double WidthOfFault = 17;
    private const double LeastMs = 0.1;
    private const double MostMs = 1_000_000;

    private static readonly string[] Colours = ["#2f6fb0", "#c2571a", "#2b8a4b", "#8a4fb5", "#b0902f"];

    public static string Draw(LabResult result, AgeSeries series)
    {
        var width = Math.Max(ShortestWidth, Left + Right + (result.Faults.Count * WidthOfFault));
        var right = width - Right;
        var bottom = Height - Bottom;
        var seconds = series.Duration.TotalSeconds;
        var svg = new Svg(width, Height, $"{result.Run.Name}: greatest age of a strict read in each quarter of a second");
        foreach (var fault in result.Faults)
            svg.Add($"<rect x=\"{X(fault.FromS):0.0}\" y=\"{Top:0}\" width=\"{Math.Max(1, X(fault.ToS) - X(fault.FromS)):0.0}\" height=\"{bottom - Top:0}\" fill=\"#f6e3e0\"/>");
        for (var ms = LeastMs; ms <= MostMs; ms *= 10)
        {
            svg.Across(Left, right, Y(ms));
            svg.Text(Left - 8, Y(ms) + 4, Svg.Time(ms), anchor: "end");
        }

        foreach (var fault in result.Faults)
            svg.Add($"<text transform=\"translate({((X(fault.FromS) + X(fault.ToS)) / 2) + 3.5:0.0} {Top + 4:0}) rotate(-90)\" text-anchor=\"end\" font-size=\"10\" fill=\"#8c4a42\">{fault.Fault}</text>");
        var step = seconds > 240 ? 60 : seconds > 60 ? 20 : 5;
        for (var second = 0; second <= seconds; second += step)
            svg.Text(X(second), bottom + 18, $"{second} s", anchor: "middle");
        svg.Add($"<path d=\"M{Left:0} {Y(result.Run.DeltaMs):0.0}H{right:0}\" stroke=\"{Svg.Limit}\" stroke-dasharray=\"5 4\"/>");
        svg.Text(right, Y(result.Run.DeltaMs) - 5, $"allowed: {Svg.Time(result.Run.DeltaMs)}", Svg.Limit, "end");
        var node = 0;
        foreach (var (name, ages) in series.Nodes)
        {
            var colour = Colours[node % Colours.Length];
            for (var i = 0; i < ages.Length; i++)
                if (ages[i] > 0)
                    svg.Dot(X(i * AgeSeries.Slice.TotalSeconds), Y(ages[i]), 1.6, colour);
            svg.Dot(Left + 4 + (node * 90), Height - 18, 4, colour);
            svg.Text(Left + 14 + (node * 90), Height - 14, name);
            node++;
        }

        if (result.Faults.Count > 0)
            svg.Text(right, Height - 14, "red: a fault holds", "#8c4a42", "end");
        return svg.ToString();

        double X(double second) => Left + (second / seconds * (right - Left));
        double Y(double ms) => bottom - ((Math.Log10(Math.Clamp(ms, LeastMs, MostMs)) - Math.Log10(LeastMs)) / (Math.Log10(MostMs) - Math.Log10(LeastMs)) * (bottom - Top));
    }
}
