using System.Diagnostics;
using System.Globalization;

namespace AspireCache.Coherence.Lab.Cluster;

/// <summary>POSIX signals, for which .NET has no call.</summary>
internal static class Signals
{
    public const string Stop = "STOP";
    public const string Continue = "CONT";

    public static async Task SendAsync(int processId, string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {processId}")]);
        await kill.WaitForExitAsync();
    }
}
