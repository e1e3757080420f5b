using System.CommandLine;
using AspireCache.Coherence.Lab.Faults;
using AspireCache.Coherence.Postgres;
using AspireCache.Coherence.Lab.Reporting;

namespace AspireCache.Coherence.Lab;

/// <summary>The command line.</summary>
internal static class LabCommand
{
    private const string All = "all";
    private const string None = "none";
    private const int ShortestRhythm = 100;

    private static readonly TimeSpan Detached = TimeSpan.FromMilliseconds(2_050);
    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(50);

    public static RootCommand Create()
    {
        var engine = new Option<Engine>("--engine") { Description = "Whose cache the nodes run.", DefaultValueFactory = static _ => Engine.Coherence };
        var commits = new Option<CommitSource>("--commits") { Description = "Where Coherence's relay learns of commits.", DefaultValueFactory = static _ => CommitSource.LogicalReplication };
        var invalidation = new Option<Invalidation>("--invalidate") { Description = "Who invalidates: Commits of a database (with the other engines its writers); or nodes that change values in shared memory, by Keys or Tags, without a database.", DefaultValueFactory = static _ => Invalidation.Commits };
        var answers = new Option<bool>("--answers") { Description = "Nodes keep whole answers over the rows, and readers read them by HTTP: Coherence's output cache, or with Microsoft the Redis output cache." };
        var nodes = Between("--nodes", "How many nodes, 1 to 9.", 3, 1, 9);
        var writers = Between("--writers", "How many writers, 1 to 9.", 2, 1, 9);
        var readers = Between("--readers", "How many readers in each node besides that of the hot rows, 0 to 100.", 2, 0, 100);
        var pace = Between("--pace", "How many times as long readers and writers rest, 1 to 100. At 1 they keep two cores busy.", 1, 1, 100);
        var seconds = Between("--duration", "How many seconds, 5 to 86400.", 60, 5, 86_400);
        var seed = Between("--seed", "Decides the schedule of faults and what the writers do.", 1, 0, int.MaxValue);
        var faults = new Option<string>("--faults") { Description = $"What to break: {All}, {None}, or some of {string.Join(", ", Enum.GetNames<FaultScenario>())}, with commas.", DefaultValueFactory = static _ => None };
        var every = new Option<int?>("--every") { Description = "A fault each so many milliseconds, of those that end by themselves. Default: now and then, for seconds." };
        var delta = new Option<int?>("--delta") { Description = "How old a read of a strict entry may be, in milliseconds. Default: 2050 (a node is detached after 2 s); 50 where commits invalidate and nothing breaks." };
        var json = new Option<string?>("--json") { Description = "Writes the figures to this file, for report." };
        var chart = new Option<string?>("--chart") { Description = "Draws the ages to this file, as SVG." };
        var log = new Option<string?>("--log") { Description = "Keeps what nodes and writers logged in this file." };
        var command = new RootCommand("Runs caches on real processes, Postgres and Redis, breaks them, and counts the reads that were too old. Exit code 2 if there were any, 1 if the run failed.")
        {
            engine, commits, invalidation, answers, nodes, writers, readers, pace, seconds, seed, faults, every, delta, json, chart, log,
        };
        // What they allow depends on each other.
        command.Validators.Add(result =>
        {
            try
            {
                if (result.GetValue(answers))
                    CheckAnswers(result.GetValue(engine), result.GetValue(invalidation));
                Check(Parse(result.GetValue(faults), result.GetValue(invalidation)), result.GetValue(invalidation), result.GetValue(every));
            }
            catch (ArgumentException exception)
            {
                result.AddError(exception.Message);
            }
        });
        command.Subcommands.Add(ReportCommand.Create());
        command.SetAction((parsed, cancellationToken) =>
        {
            var chosen = Parse(parsed.GetValue(faults), parsed.GetValue(invalidation));
            return LabRun.RunAsync(
                new LabOptions(
                    parsed.GetValue(engine), parsed.GetValue(commits), parsed.GetValue(invalidation), parsed.GetValue(answers),
                    parsed.GetValue(nodes), parsed.GetValue(writers), parsed.GetValue(readers), parsed.GetValue(pace), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(seed),
                    chosen, parsed.GetValue(every) is { } rhythm ? TimeSpan.FromMilliseconds(rhythm) : null,
                    parsed.GetValue(delta) is { } given ? TimeSpan.FromMilliseconds(given) : chosen.Length > 0 || parsed.GetValue(invalidation) is not Invalidation.Commits ? Detached : Prompt,
                    parsed.GetValue(json), parsed.GetValue(chart), parsed.GetValue(log), Asked(parsed)),
                cancellationToken);
        });
        return command;
    }

    // What decides the result, and not where it goes.
    private static string Asked(ParseResult parsed)
    {
        List<string> words = [.. parsed.Tokens.Select(static token => token.Value)];
        foreach (var file in (string[])["--json", "--chart", "--log"])
            if (words.IndexOf(file) is var at and >= 0)
                words.RemoveRange(at, 2);
        return string.Join(' ', words);
    }

    private static void CheckAnswers(Engine engine, Invalidation invalidation)
    {
        if (engine is Engine.Fusion)
            throw new ArgumentException("--answers goes with coherence and microsoft: FusionCache keeps data.");
        if (invalidation is Invalidation.Keys)
            throw new ArgumentException("--answers does not go with --invalidate Keys: answers are dropped by tag.");
    }

    private static void Check(FaultScenario[] faults, Invalidation invalidation, int? every)
    {
        foreach (var fault in faults)
        {
            if (invalidation is not Invalidation.Commits && FaultActions.IsOfDatabase(fault))
                throw new ArgumentException($"{fault} needs a database: it goes with --invalidate Commits only.");
            if (every is not null && FaultActions.OwnLength(fault) is null)
                throw new ArgumentException($"{fault} does not end by itself, as --every wants.");
        }

        if (every is < ShortestRhythm)
            throw new ArgumentException($"--every must be at least {ShortestRhythm}, is {every}.");
        if (every is not null && faults.Length == 0)
            throw new ArgumentException("--every says how often --faults come, and there are none.");
    }

    private static FaultScenario[] Parse(string? text, Invalidation invalidation) => text switch
    {
        null or None => [],
        All => [.. Enum.GetValues<FaultScenario>().Where(fault => invalidation is Invalidation.Commits || !FaultActions.IsOfDatabase(fault))],
        _ => Array.ConvertAll(
            text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            static name => Enum.TryParse<FaultScenario>(name, ignoreCase: true, out var fault) && Enum.IsDefined(fault)
                ? fault
                : throw new ArgumentException($"There is no fault '{name}'. There are: {All}, {None}, {string.Join(", ", Enum.GetNames<FaultScenario>())}.")),
    };

    private static Option<int> Between(string name, string description, int otherwise, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var given && (given < least || given > most))
                result.AddError($"{name} must be {least} to {most}, is {given}.");
        });
        return option;
    }
}
