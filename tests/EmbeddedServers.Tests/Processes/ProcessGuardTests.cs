using System.Diagnostics;
using AspireCache.EmbeddedServers.Processes;

namespace AspireCache.EmbeddedServers.Tests.Processes;

public sealed class ProcessGuardTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dispose_WatchedProcess_IsEnded()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The guard is a shell script.");
        using var child = Process.Start("sleep", "600");
        var guard = new ProcessGuard();
        guard.Watch(child.Id);

        guard.Dispose();

        await child.WaitForExitAsync(Cancellation);
        Assert.True(child.HasExited);
    }

    [Fact]
    public async Task Dispose_ForgottenProcess_IsLeftAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The guard is a shell script.");
        using var kept = Process.Start("sleep", "600");
        using var ended = Process.Start("sleep", "600");
        var guard = new ProcessGuard();
        guard.Watch(kept.Id);
        guard.Watch(ended.Id);
        guard.Forget(kept.Id);

        guard.Dispose();

        // Both would have been interrupted by the same pass over the list.
        await ended.WaitForExitAsync(Cancellation);
        Assert.False(kept.HasExited);
        kept.Kill();
    }
}
