using System.Diagnostics;

namespace AspireCache.Coherence.Lab.Tests;

/// <summary>
/// The lab, with every fault once. Its limit is no matter of speed: a node that cannot prove that it has heard everything for two
/// seconds asks the database, however slow the machine is, by one monotonic clock.
/// </summary>
public sealed class LabTests(ITestOutputHelper output)
{
    private const string NeedsRedis = "needs redis-server";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_EveryFault_NoReadIsOlderThanTheLimit()
    {
        var (exitCode, told) = await RunAsync("--faults", "all", "--duration", "60", "--seed", "7");

        if (told.Contains(NeedsRedis, StringComparison.Ordinal) && Environment.GetEnvironmentVariable("CI") is null)
            Assert.Skip("redis-server is not on the PATH. On Debian: apt-get install redis-server.");
        Assert.True(exitCode == 0, told);
        Assert.Contains("14 of 14 kinds", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--faults", "Earthquake", "There is no fault 'Earthquake'. There are: all, none, RedisPause")]
    [InlineData("--nodes", "0", "--nodes must be 1 to 9, is 0.")]
    [InlineData("--engine", "Fast", "'Fast'")]
    public async Task Run_WrongArgument_SaysWhatMayBe(string option, string value, string message)
    {
        var (exitCode, told) = await RunAsync(option, value);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, told, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Told)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Coherence.Lab.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var lab = Process.Start(start)!;
        try
        {
            var said = lab.StandardOutput.ReadToEndAsync(Cancellation);
            var errors = lab.StandardError.ReadToEndAsync(Cancellation);
            await lab.WaitForExitAsync(Cancellation);
            var told = await said + await errors;
            output.WriteLine(told);
            return (lab.ExitCode, told);
        }
        finally
        {
            // A run that is given up takes its processes along.
            if (!lab.HasExited)
                lab.Kill();
        }
    }
}
