using System.Diagnostics;
using System.Globalization;
using System.Text;
using AspireCache.Coherence.Lab.Analysis;

namespace AspireCache.Coherence.Lab.Reporting;

/// <summary>Draws how old the oldest strict read of each quarter of a second was, node by node, with the faults behind. SVG.</summary>
internal static class Chart
{
    private const double Width = 1000;
    private const double Height = 360;
    private const double Left = 70;
    private const double Right = 20;
    private const double Top = 40;
    private const double Bottom = 50;
    private const double LeastMs = 0.1;
    private const double MostMs = 100_000;

    private static readonly string[] Colours = ["#2f6fb0", "#c2571a", "#2b8a4b", "#8a4fb5", "#b0902f"];

    public static string Draw(LabResult result, LabOptions options)
    {
        var seconds = result.Series.Values.Max(static series => series.Length) * LabResult.Slice.TotalSeconds;
        var svg = new StringBuilder();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width:0} {Height:0}\" font-family=\"system-ui, sans-serif\" font-size=\"12\">");
        Add(svg, $"<title>{options.Engine}: the greatest age of a read, by node</title><rect width=\"{Width:0}\" height=\"{Height:0}\" fill=\"#fff\"/>");
        Add(svg, $"<text x=\"{Left:0}\" y=\"22\" font-size=\"15\" fill=\"#1c2733\">{options.Engine}: greatest age of a strict read in each quarter of a second</text>");
        foreach (var window in result.Windows)
        {
            var from = X(Stopwatch.GetElapsedTime(result.Start, window.From).TotalSeconds);
            var to = X(Stopwatch.GetElapsedTime(result.Start, window.To).TotalSeconds);
            Add(svg, $"<rect x=\"{from:0.0}\" y=\"{Top:0}\" width=\"{Math.Max(1, to - from):0.0}\" height=\"{Height - Top - Bottom:0}\" fill=\"#f3d9d5\"><title>{window.Fault} {window.Target}</title></rect>");
        }

        for (var ms = LeastMs; ms <= MostMs; ms *= 10)
            Add(svg, $"<path d=\"M{Left:0} {Y(ms):0.0}H{Width - Right:0}\" stroke=\"#dde3e8\"/><text x=\"{Left - 8:0}\" y=\"{Y(ms) + 4:0.0}\" text-anchor=\"end\" fill=\"#5a6775\">{Time(ms)}</text>");
        Add(svg, $"<path d=\"M{Left:0} {Y(options.Delta.TotalMilliseconds):0.0}H{Width - Right:0}\" stroke=\"#b3261e\" stroke-dasharray=\"5 4\"/><text x=\"{Width - Right:0}\" y=\"{Y(options.Delta.TotalMilliseconds) - 5:0.0}\" text-anchor=\"end\" fill=\"#b3261e\">allowed</text>");
        var node = 0;
        foreach (var (name, series) in result.Series)
        {
            var colour = Colours[node % Colours.Length];
            for (var i = 0; i < series.Length; i++)
                if (series[i] > 0)
                    Add(svg, $"<circle cx=\"{X(i * LabResult.Slice.TotalSeconds):0.0}\" cy=\"{Y(series[i]):0.0}\" r=\"1.6\" fill=\"{colour}\"/>");
            Add(svg, $"<text x=\"{Left + (node * 80):0}\" y=\"{Height - 10:0}\" fill=\"{colour}\">● {name}</text>");
            node++;
        }

        Add(svg, $"<text x=\"{Width - Right:0}\" y=\"{Height - 28:0}\" text-anchor=\"end\" fill=\"#5a6775\">{seconds:0} s</text><text x=\"{Width - Right:0}\" y=\"{Height - 10:0}\" text-anchor=\"end\" fill=\"#5a6775\">red: a fault holds; hover for which</text></svg>");
        return svg.ToString();

        double X(double second) => Left + (second / seconds * (Width - Left - Right));
    }

    private static double Y(double ms) =>
        Height - Bottom - ((Math.Log10(Math.Clamp(ms, LeastMs, MostMs)) - Math.Log10(LeastMs)) / (Math.Log10(MostMs) - Math.Log10(LeastMs)) * (Height - Top - Bottom));

    private static string Time(double ms) => ms < 1000 ? ms.ToString("0.#", CultureInfo.InvariantCulture) + " ms" : (ms / 1000).ToString("0", CultureInfo.InvariantCulture) + " s";

    private static void Add(StringBuilder svg, FormattableString text) => svg.AppendLine(text.ToString(CultureInfo.InvariantCulture));
}
