using System.Diagnostics;

namespace AspireCache.Coherence.Lab.Tests;

/// <summary>
/// The lab, with every fault once. Its limit is no matter of speed: a node that cannot prove that it has heard everything for two
/// seconds asks the database, however slow the machine is, by one monotonic clock.
/// </summary>
public sealed class LabTests(ITestOutputHelper output)
{
    private const string NeedsRedis = "needs redis-server";
    private const int TooOld = 2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_EveryFault_NoReadIsOlderThanTheLimit()
    {
        var (exitCode, told) = await RunAsync("--faults", "all", "--duration", "60", "--seed", "7");

        SkipWithoutRedis(told);
        Assert.True(exitCode == 0, told);
        Assert.Contains("22 of 22 kinds", told, StringComparison.Ordinal);
    }

    /// <summary>That the lab finds nothing proves something only if it finds what is there.</summary>
    [Fact]
    public async Task Run_AnEngineWhoseNodesDoNotHearOfEachOther_FindsOldReadsAndTellsTheirHistory()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (json, page, chart) = (Path.Combine(folder.FullName, "result.json"), Path.Combine(folder.FullName, "page.md"), Path.Combine(folder.FullName, "run.svg"));
            var (exitCode, told) = await RunAsync("--engine", "microsoft", "--duration", "5", "--json", json, "--chart", chart);

            SkipWithoutRedis(told);
            Assert.True(exitCode == TooOld, told);
            Assert.Matches(@"node-\d read version \d+ of item:\d+ at [\d.]+ s, \d+ ms after a newer one had committed; 50 ms are allowed:", told);
            Assert.Matches(@"s  version \d+ committed", told);
            Assert.Contains("greatest age of a strict read", await File.ReadAllTextAsync(chart, Cancellation), StringComparison.Ordinal);

            await File.WriteAllTextAsync(page, "# Page\n<!-- figures of the lab: written by its report, do not edit -->\nold\n<!-- end of the figures -->\nSee also\n", Cancellation);
            Assert.Equal((0, ""), await RunAsync("report", json, "--page", page, "--images", "."));
            var written = await File.ReadAllTextAsync(page, Cancellation);
            Assert.StartsWith("# Page\n", written, StringComparison.Ordinal);
            Assert.Contains("| Microsoft |", written, StringComparison.Ordinal);
            Assert.DoesNotContain("\nold\n", written, StringComparison.Ordinal);
            Assert.EndsWith("\nSee also\n", written, StringComparison.Ordinal);
            Assert.Contains("Microsoft</text>", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "coherence-lab-calm.svg"), Cancellation), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--faults", "Earthquake", "There is no fault 'Earthquake'. There are: all, none, RedisPause")]
    [InlineData("--nodes", "0", "--nodes must be 1 to 9, is 0.")]
    [InlineData("--engine", "Fast", "'Fast'")]
    [InlineData("report", "nowhere.json", "nowhere.json")]
    public async Task Run_WrongArgument_SaysWhatMayBe(string option, string value, string message)
    {
        var (exitCode, told) = await RunAsync(option, value);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, told, StringComparison.Ordinal);
    }

    private static void SkipWithoutRedis(string told)
    {
        if (told.Contains(NeedsRedis, StringComparison.Ordinal) && Environment.GetEnvironmentVariable("CI") is null)
            Assert.Skip("redis-server is not on the PATH. On Debian: apt-get install redis-server.");
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
