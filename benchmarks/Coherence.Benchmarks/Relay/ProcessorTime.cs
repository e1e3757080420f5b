using System.Globalization;

namespace AspireCache.Coherence.Benchmarks.Relay;

/// <summary>What processes have used of a processor: on a machine that is shared it says more than time does.</summary>
internal static class ProcessorTime
{
    private const int AfterName = 11;
    private const int TicksPerSecond = 100;

    /// <summary>Of one process, as Linux counts it; nothing where it has ended.</summary>
    public static TimeSpan Of(int process)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            // The name, in parentheses, may have spaces.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = long.Parse(fields[AfterName], CultureInfo.InvariantCulture) + long.Parse(fields[AfterName + 1], CultureInfo.InvariantCulture);
            return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
        }
        catch (IOException)
        {
            return TimeSpan.Zero;
        }
    }
}
