using System.Globalization;
using System.Text;
using AspireCache.Coherence.Lab.Analysis;

namespace AspireCache.Coherence.Lab.Reporting;

/// <summary>Writes a picture with the look that all of them share.</summary>
internal sealed class Svg
{
    public const string Ink = "#1c2733";
    public const string Faint = "#5a6775";
    public const string Line = "#dde3e8";
    public const string Limit = "#b3261e";

    private readonly StringBuilder _text = new();

    public Svg(double width, double height, string title)
    {
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0} {height:0}\" font-family=\"system-ui, sans-serif\" font-size=\"12\">");
        Add($"<title>{title}</title><rect width=\"{width:0}\" height=\"{height:0}\" fill=\"#fff\"/>");
        Text(20, 24, title, Ink, size: 15);
    }

    public void Add(FormattableString text) => _text.AppendLine(text.ToString(CultureInfo.InvariantCulture));

    public void Text(double x, double y, string text, string colour = Faint, string anchor = "start", double size = 12) =>
        Add($"<text x=\"{x:0.0}\" y=\"{y:0.0}\" text-anchor=\"{anchor}\" font-size=\"{size:0}\" fill=\"{colour}\">{text}</text>");

    public void Across(double fromX, double toX, double y) => Add($"<path d=\"M{fromX:0.0} {y:0.0}H{toX:0.0}\" stroke=\"{Line}\"/>");

    public void Down(double x, double fromY, double toY) => Add($"<path d=\"M{x:0.0} {fromY:0.0}V{toY:0.0}\" stroke=\"{Line}\"/>");

    public void Dot(double x, double y, double radius, string colour) => Add($"<circle cx=\"{x:0.0}\" cy=\"{y:0.0}\" r=\"{radius:0.0}\" fill=\"{colour}\"/>");

    public override string ToString() => _text + "</svg>\n";

    public static string Time(double ms) =>
        ms < 1000 ? ms.ToString("0.#", CultureInfo.InvariantCulture) + " ms" : (ms / 1000).ToString("0.##", CultureInfo.InvariantCulture) + " s";

    public static string Colour(RunInfo run) => run.Engine switch
    {
        Engine.Coherence when run.IsOutbox => "#8fbf3f",
        Engine.Coherence => "#2b8a4b",
        Engine.Microsoft => "#2f6fb0",
        _ => "#c2571a",
    };
}
