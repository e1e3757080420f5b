using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AspireCache.Mutation;

/// <summary>Tests that decide about mutants, in stages: the quickest and likeliest to notice first.</summary>
internal sealed partial class Suite
{
    private static readonly TimeSpan ShortestLimit = TimeSpan.FromMinutes(1);
    private const int LimitFactor = 5;
    private const int Attempts = 3;

    private readonly string _folder;
    private readonly (string Assembly, string[] Arguments)[] _stages;
    private readonly TimeSpan[] _limits;

    /// <param name="folder">The folder with copies of the test projects' output, one below it for each.</param>
    /// <param name="stages">What runs, one after the other: a test assembly, and which of its tests.</param>
    public Suite(string folder, (string Assembly, string[] Arguments)[] stages)
    {
        _folder = folder;
        _stages = stages;
        _limits = Array.ConvertAll(stages, static _ => Timeout.InfiniteTimeSpan);
    }

    /// <summary>Where a library has to be put so that tests run it.</summary>
    public IEnumerable<string> Folders => _stages.Select(stage => Path.Combine(_folder, stage.Assembly)).Distinct();

    /// <summary>Runs everything on the library as it is: it must pass, and says how long a stage may take.</summary>
    public void Calibrate()
    {
        for (var i = 0; i < _stages.Length; i++)
        {
            var (exitCode, output, took) = RunTimed(i);
            for (var attempt = 1; exitCode != 0 && attempt < Attempts; attempt++)
                (exitCode, output, took) = RunTimed(i);
            var tests = TotalPattern().Match(output) is { Success: true } total ? int.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
            if (exitCode != 0 || tests == 0)
                throw new InvalidOperationException($"{Name(i)} does not pass without a mutant:\n{output}");
            _limits[i] = took * LimitFactor > ShortestLimit ? took * LimitFactor : ShortestLimit;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name(i)}: {tests} tests, {took.TotalSeconds:0.0} s"));
        }
    }

    /// <summary>Runs stage after stage until one notices.</summary>
    /// <param name="by">The test that failed, or the stage that did not end.</param>
    public Outcome Run(out string by)
    {
        by = "";
        for (var i = 0; i < _stages.Length; i++)
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var (exitCode, output) = Run(i, _stages[i].Arguments);
                if (exitCode == 0)
                    break;
                by = FailedPattern().Match(output) is { Success: true } failed ? failed.Groups[1].Value : Name(i);
                if (exitCode is null)
                    return Outcome.TimedOut;
                // A busy machine fails tests too: what notices a mutant notices it by itself, and again.
                if (by == Name(i) || Run(i, ["-method", by.Split('(')[0]]).ExitCode != 0)
                    return Outcome.Killed;
            }
        }

        by = "";
        return Outcome.Survived;
    }

    private (int? ExitCode, string Output, TimeSpan Took) RunTimed(int stage)
    {
        var begun = Stopwatch.GetTimestamp();
        var (exitCode, output) = Run(stage, _stages[stage].Arguments);
        return (exitCode, output, Stopwatch.GetElapsedTime(begun));
    }

    private string Name(int stage) => $"{_stages[stage].Assembly} {string.Join(' ', _stages[stage].Arguments)}";

    private (int? ExitCode, string Output) Run(int stage, string[] arguments)
    {
        var assembly = _stages[stage].Assembly;
        using var tests = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(_folder, assembly, assembly + ".dll"), "-stopOnFail", "-noColor", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = tests.StandardOutput.ReadToEndAsync();
        _ = tests.StandardError.ReadToEndAsync();
        if (!tests.WaitForExit(_limits[stage]))
        {
            tests.Kill(entireProcessTree: true);
            tests.WaitForExit();
            return (null, "");
        }

        return (tests.ExitCode, output.GetAwaiter().GetResult());
    }

    [GeneratedRegex(@"Total: (\d+)")]
    private static partial Regex TotalPattern();

    [GeneratedRegex(@"^\s*(\S.*) \[FAIL\]", RegexOptions.Multiline)]
    private static partial Regex FailedPattern();
}
