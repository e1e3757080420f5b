using System.Diagnostics;
using System.Globalization;
using AspireCache.Coherence.Lab.Analysis;
using AspireCache.Coherence.Lab.Cluster;
using AspireCache.Coherence.Lab.Faults;
using AspireCache.Coherence.Lab.Reporting;

namespace AspireCache.Coherence.Lab;

/// <summary>One run: start, load, break, stop, compare.</summary>
internal static class LabRun
{
    /// <summary>The exit code that tells of reads that were too old; 1 tells that the run itself failed.</summary>
    private const int TooOld = 2;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    // Code gets fast by having run often, which takes longer where everybody rests longer.
    private static readonly TimeSpan WarmUpOfRest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Progress = TimeSpan.FromSeconds(5);

    /// <returns>0, or <see cref="TooOld"/>.</returns>
    public static async Task<int> RunAsync(LabOptions options, CancellationToken cancellationToken)
    {
        var load = Setup.Load();
        await using var cluster = await LabCluster.StartAsync(options, cancellationToken);
        await Task.Delay(WarmUp + (WarmUpOfRest * (options.Pace - 1)), TimeProvider.System, cancellationToken);
        // The log has the time of day, all else seconds from here.
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Engine}, {options.Nodes} nodes, {cluster.Writers.Count} writers, {options.Duration.TotalSeconds:0} s, seed {options.Seed}, from {TimeProvider.System.GetUtcNow():HH:mm:ss.fff} UTC"));

        var start = Stopwatch.GetTimestamp();
        var injector = new FaultInjector(cluster, options);
        var stolen = new StolenTime();
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            stop.CancelAfter(options.Duration);
            using var measured = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var measuring = stolen.MeasureAsync(measured.Token);
            var breaking = options.Faults.Length > 0 ? injector.RunAsync(stop.Token, cancellationToken) : Task.Delay(options.Duration, TimeProvider.System, stop.Token);
            while (!breaking.IsCompleted)
            {
                await Task.WhenAny(breaking, Task.Delay(Progress, TimeProvider.System, CancellationToken.None));
                Tell(cluster, injector, start);
            }

            await breaking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await measured.CancelAsync();
            await measuring;
            if (breaking.Exception is { } failed)
                throw failed.InnerException!;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var end = Stopwatch.GetTimestamp();
        var setup = await Setup.FindAsync(cluster, load);
        try
        {
            await cluster.StopAsync();
        }
        finally
        {
            if (options.KeepLog is not null && File.Exists(cluster.Log))
                File.Copy(cluster.Log, options.KeepLog, overwrite: true);
        }

        var journals = new RunJournals(cluster, options.Invalidation);
        var analyzer = new Analyzer(journals, options, injector.Windows, stolen, start, end);
        var result = analyzer.Analyze(new RunInfo(options.Engine, options.Commits, options.Invalidation, options.Answers, FaultsOf(options), options.Arguments, Math.Round(Stopwatch.GetElapsedTime(start, end).TotalSeconds), options.Delta.TotalMilliseconds, options.Faults.Length, setup));
        Report.Print(result);
        foreach (var violation in analyzer.Violations)
            new KeyHistory(journals, injector.Windows, start).Print(violation);
        if (options.Json is not null)
            await ResultFile.WriteAsync(options.Json, result);
        if (options.Chart is not null)
            await File.WriteAllTextAsync(options.Chart, AgeChart.Draw(result, analyzer.Series), CancellationToken.None);
        if (result.Strict.Commits == 0)
            throw new InvalidOperationException("Nothing was committed: this proves nothing.");
        return result.Violations == 0 ? 0 : TooOld;
    }

    private static void Tell(LabCluster cluster, FaultInjector injector, long start)
    {
        var reads = cluster.Nodes.Sum(Length) / Journal.EntryLength;
        var commits = cluster.HasDatabase ? string.Create(CultureInfo.InvariantCulture, $"  {cluster.Writers.Sum(Length) / Journal.EntryLength,8:N0} commits") : "";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalSeconds,5:0} s  {reads,12:N0} reads{commits}  {injector.Now}"));
    }

    private static string FaultsOf(LabOptions options) => options switch
    {
        { Faults: [] } => "nothing",
        { Every: { } every } => string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", options.Faults)}, every {every.TotalMilliseconds:0} ms"),
        _ => string.Join(", ", options.Faults),
    };

    private static long Length(LabNode node) => File.Exists(node.Journal) ? new FileInfo(node.Journal).Length : 0;
}
