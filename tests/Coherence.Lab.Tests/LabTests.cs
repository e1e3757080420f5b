using System.Diagnostics;
using AspireCache.TestSupport;

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
        Assert.Contains("24 of 24 kinds", told, StringComparison.Ordinal);
    }

    /// <summary>Nodes that invalidate by themselves, while what brings invalidations breaks twice in a second.</summary>
    [Theory]
    [InlineData("Keys")]
    [InlineData("Tags")]
    public async Task Run_NodesInvalidateAndRedisBreaks_NoReadIsOlderThanWhatWasAppliedAllows(string by)
    {
        var (exitCode, told) = await RunAsync("--invalidate", by, "--faults", "PubSubKill,RedisFlush,ClientPause", "--every", "500", "--duration", "10", "--pace", "2");

        SkipWithoutRedis(told);
        Assert.True(exitCode == 0, told);
        Assert.Contains("3 of 3 kinds", told, StringComparison.Ordinal);
    }

    /// <summary>Whole answers by HTTP, while Redis, nodes and their ways break.</summary>
    [Fact]
    public async Task Run_WholeAnswersAndFaults_NoAnswerIsOlderThanTheLimit()
    {
        var (exitCode, told) = await RunAsync("--answers", "--faults", "RedisPause,RedisKill,RedisFlush,NodeKill,CutRedis,CutPostgres", "--duration", "10", "--seed", "7");

        SkipWithoutRedis(told);
        Assert.True(exitCode == 0, told);
        Assert.Contains("6 of 6 kinds", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NodesThatDoNotHearOfEachOthersInvalidations_FindsOldReads()
    {
        using var folder = new TemporaryFolder();
        var json = Path.Combine(folder.Path, "result.json");
        var (exitCode, told) = await RunAsync("--engine", "microsoft", "--invalidate", "Tags", "--duration", "5", "--json", json);

        SkipWithoutRedis(told);
        Assert.True(exitCode == TooOld, told);
        var (_, report) = await RunAsync("report", json);
        Assert.Matches(@"\| tag \| nothing \| Microsoft \| [\d,]+ \| \*\*[1-9][\d,]*\*\* \|", report);
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
    [InlineData("--invalidate", "Keys", "--faults", "SlotDrop", "SlotDrop needs a database: it goes with --invalidate Commits only.")]
    [InlineData("--faults", "RedisKill", "--every", "1000", "RedisKill does not end by itself, as --every wants.")]
    [InlineData("--faults", "RedisFlush", "--every", "99", "--every must be at least 100, is 99.")]
    [InlineData("--answers", "true", "--engine", "Fusion", "--answers goes with coherence and microsoft: FusionCache keeps data.")]
    [InlineData("--answers", "true", "--invalidate", "Keys", "--answers does not go with --invalidate Keys: answers are dropped by tag.")]
    [InlineData("--every", "1000", "--pace", "1", "--every says how often --faults come, and there are none.")]
    public async Task Run_WrongCombination_SaysWhatMayBe(string option, string value, string other, string otherValue, string message)
    {
        var (exitCode, told) = await RunAsync(option, value, other, otherValue);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, told, StringComparison.Ordinal);
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
