namespace AspireCache.AppHost.Embedded.Reporting;

/// <summary>
/// Writes to a console: a line for every change of state, and what the resources print behind their names. Colours only
/// where a person reads (https://no-color.org).
/// </summary>
internal sealed class ConsoleReporter(TextWriter writer, bool colours) : IStackReporter
{
    private const int NameWidth = 14;
    private const string Reset = "\e[0m";
    private const string Faint = "\e[2m";

    private readonly Lock _lock = new();

    public static ConsoleReporter ForStandardOutput() =>
        new(Console.Out, !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    public void Changed(string resource, ResourceState state, string detail)
    {
        var mark = state switch
        {
            ResourceState.Ready => Colour("\e[32m", "ready     "),
            ResourceState.Failed => Colour("\e[31m", "failed    "),
            ResourceState.Restarting => Colour("\e[33m", "restarting"),
            ResourceState.Starting => Colour(Faint, "starting  "),
            _ => Colour(Faint, "stopped   "),
        };
        Write($"{resource,-NameWidth} {mark} {detail}".TrimEnd());
    }

    public void Printed(string resource, string line) => Write($"{Colour(Faint, $"{resource,-NameWidth} |")} {line}");

    /// <summary>Writes a line of the host itself.</summary>
    public void Write(string line)
    {
        lock (_lock)
        {
            writer.WriteLine(line);
        }
    }

    private string Colour(string code, string text) => colours ? code + text + Reset : text;
}
