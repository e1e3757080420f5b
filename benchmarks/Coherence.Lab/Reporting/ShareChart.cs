using AspireCache.Coherence.Lab.Analysis;

namespace AspireCache.Coherence.Lab.Reporting;

/// <summary>Draws which share of all strict reads was older than an age, engine by engine.</summary>
internal static class ShareChart
{
    private const double Width = 1000;
    private const double Height = 420;
    private const double Left = 80;
    private const double Right = 30;
    private const double Top = 44;
    private const double Bottom = 64;
    private const double LeastShare = 1e-6;
    private const double MostMs = 1_000_000;

    public static string Draw(IReadOnlyList<LabResult> results, string title)
    {
        var svg = new Svg(Width, Height, title);
        var bottom = Height - Bottom;
        for (var share = 1.0; share >= LeastShare * 0.99; share /= 10)
        {
            svg.Across(Left, Width - Right, Y(share));
            svg.Text(Left - 8, Y(share) + 4, $"{(decimal)Math.Round(share * 100, 4):0.####} %", anchor: "end");
        }

        for (var ms = 1.0; ms <= MostMs; ms *= 10)
        {
            svg.Down(X(ms), Top, bottom);
            svg.Text(X(ms), bottom + 18, Svg.Time(ms), anchor: "middle");
        }

        var allowed = results[0].Run.DeltaMs;
        svg.Add($"<path d=\"M{X(allowed):0.0} {Top:0}V{bottom:0}\" stroke=\"{Svg.Limit}\" stroke-dasharray=\"5 4\"/>");
        svg.Text(X(allowed) + 6, Top + 12, $"allowed: {Svg.Time(allowed)}", Svg.Limit);
        for (var i = 0; i < results.Count; i++)
        {
            Curve(svg, results[i]);
            svg.Add($"<rect x=\"{Left + (i * 150):0}\" y=\"{Height - 23:0}\" width=\"14\" height=\"4\" fill=\"{Svg.Colour(results[i].Run)}\"/>");
            svg.Text(Left + 20 + (i * 150), Height - 17, results[i].Run.Name);
        }

        svg.Text(Width - Right, Height - 17, "share of reads that are older than …", anchor: "end");
        return svg.ToString();

        double X(double ms) => Left + (Math.Log10(Math.Clamp(ms, 1, MostMs)) / Math.Log10(MostMs) * (Width - Left - Right));
        double Y(double share) => Top + (Math.Log10(Math.Clamp(share, LeastShare, 1)) / Math.Log10(LeastShare) * (bottom - Top));

        void Curve(Svg svg, LabResult result)
        {
            var strict = result.Strict;
            var points = AgeFigures.Steps.Zip(strict.Olders).Where(static point => point.Second > 0)
                .Select(point => (X: X(point.First), Y: Y((double)point.Second / strict.Reads))).ToList();
            if (points.Count == 0)
                return;
            // Nothing is older than the oldest.
            var line = string.Join(' ', points.Append((X: X(strict.MostMs), Y: Y(1.0 / strict.Reads))).Select(static point => FormattableString.Invariant($"{point.X:0.0},{point.Y:0.0}")));
            svg.Add($"<polyline points=\"{line}\" fill=\"none\" stroke=\"{Svg.Colour(result.Run)}\" stroke-width=\"2.5\" stroke-linejoin=\"round\"/>");
            svg.Dot(X(strict.MostMs), Y(1.0 / strict.Reads), 4, Svg.Colour(result.Run));
        }
    }
}
