using System.Diagnostics;

namespace AspireCache.Coherence.Benchmarks.Paired;

/// <summary>What one batch took, per operation.</summary>
internal readonly record struct Sample(double Microseconds, double CpuMicroseconds, double Bytes)
{
    public static async Task<Sample> TakeAsync(Candidate candidate, int calls, int operations)
    {
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        await candidate.RunAsync(calls);
        var time = Stopwatch.GetElapsedTime(started);
        var used = Environment.CpuUsage.TotalTime - cpu;
        return new Sample(time.TotalMicroseconds / operations, used.TotalMicroseconds / operations, (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / operations);
    }
}
