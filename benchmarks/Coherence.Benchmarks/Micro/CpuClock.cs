using Perfolizer.Horology;

namespace AspireCache.Coherence.Benchmarks.Micro;

/// <summary>
/// Counts the processor time of this process instead of the time that passes: on a machine that others use too, it is what a
/// benchmark of pure computation can still compare. It says nothing of waiting.
/// </summary>
internal sealed class CpuClock : IClock
{
    public string Title => "CPU";

    public bool IsAvailable => true;

    public Frequency Frequency { get; } = new(TimeSpan.TicksPerSecond);

    public long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
}
