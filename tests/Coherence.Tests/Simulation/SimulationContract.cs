using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>
/// The product's own code under a scheduler that decides every step. Seeds are fixed, so a failure repeats;
/// <c>COHERENCE_SIMULATION_SEEDS</c> runs more of them and <c>COHERENCE_SIMULATION_FIRST</c> begins elsewhere.
/// </summary>
public abstract class SimulationContract(ITestOutputHelper output)
{
    private const int StepsPerSeed = 500;
    private const int LinesTold = 60;
    private const int SeedsWithARuleOff = 12_000;
    private const int SeedsTwice = 20;
    private static readonly int First = Number("COHERENCE_SIMULATION_FIRST", 1);

    /// <summary>How many seeds a test run takes.</summary>
    protected abstract int Seeds { get; }

    [Fact]
    public void Run_EveryRuleOn_ServesNothingStale()
    {
        var watch = Stopwatch.StartNew();
        var (violation, seeds, steps, reads, local) = Simulate(Rules.None, Number("COHERENCE_SIMULATION_SEEDS", Seeds));
        output.WriteLine($"{seeds} seeds from {First}, {steps:N0} steps, {reads:N0} reads checked, {local:N0} of them from memory, {watch.Elapsed.TotalSeconds:F1} s");
        Assert.True(violation is null, violation + Environment.NewLine + Retell(First + seeds - 1, Rules.None));
    }

    [Fact]
    public void Run_SameSeedAgain_DecidesTheSame()
    {
        for (var seed = First; seed < First + SeedsTwice; seed++)
            Assert.Equal(Retell(seed, Rules.None), Retell(seed, Rules.None));
    }

    private protected abstract World Make(int seed, Rules off, Action<string>? trace);

    private protected void IsCaught(Rules rule)
    {
        var watch = Stopwatch.StartNew();
        var (violation, seeds, steps, _, _) = Simulate(rule, SeedsWithARuleOff);
        output.WriteLine($"{rule} off: {violation ?? "not caught"} ({seeds} seeds, {steps:N0} steps, {watch.Elapsed.TotalSeconds:F1} s)");
        Assert.True(violation is not null, $"{rule} off: {seeds} seeds found nothing.");
    }

    private (string? Violation, int Seeds, long Steps, long Reads, long Local) Simulate(Rules off, int seeds) => Alone(() => SimulateHere(off, seeds));

    // A thread of its own, without a scheduler or context: every continuation runs inside the call that makes it possible.
    private static T Alone<T>(Func<T> run)
    {
        T result = default!;
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = run();
                }
                catch (Exception e)
                {
                    thrown = ExceptionDispatchInfo.Capture(e);
                }
            },
            maxStackSize: 16 * 1024 * 1024);
        thread.Start();
        thread.Join();
        thrown?.Throw();
        return result;
    }

    private (string? Violation, int Seeds, long Steps, long Reads, long Local) SimulateHere(Rules off, int seeds)
    {
        long steps = 0, reads = 0, local = 0;
        for (var seed = First; seed < First + seeds; seed++)
        {
            using var world = Make(seed, off, null);
            world.Run(StepsPerSeed);
            steps += world.Steps;
            reads += world.Reads;
            local += world.LocalReads;
            if (world.Violation is { } violation)
                return ($"seed {seed}, {violation}", seed - First + 1, steps, reads, local);
        }

        return (null, seeds, steps, reads, local);
    }

    // Once more, this time with what happened before.
    private string Retell(int seed, Rules off) => Alone(() =>
    {
        var lines = new Queue<string>();
        using var world = Make(seed, off, line =>
        {
            lines.Enqueue(line);
            if (lines.Count > LinesTold)
                lines.Dequeue();
        });
        world.Run(StepsPerSeed);
        return string.Join(Environment.NewLine, lines);
    });

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;
}
