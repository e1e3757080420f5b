using System.Diagnostics;
using AspireCache.Coherence.Lab.Cluster;
using AspireCache.Coherence.Lab.Faults;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>Compares every read with what had committed when it began.</summary>
internal sealed class Analyzer(RunJournals journals, LabOptions options, IReadOnlyList<FaultWindow> windows, StolenTime stolen, long start, long end)
{
    private const int MostViolations = 5;

    // What a fault leaves behind is still its doing.
    private static readonly long Aftermath = (long)(3 * (double)Stopwatch.Frequency);

    private readonly AgeLimits _limits = new(journals, options, windows);
    private readonly AgeStatistics _strict = new();
    private readonly AgeStatistics _fromStandby = new();
    private readonly AgeStatistics _available = new();
    private readonly SortedDictionary<string, AgeStatistics> _byFault = new(StringComparer.Ordinal);
    private readonly List<Violation> _violations = [];
    private readonly HotReads _hot = new(journals.Cluster.Nodes.Count);
    private readonly AgeSeries _series = new(start, end);
    private long _own;
    private long _owed;
    private long _wrong;

    /// <summary>The first of the reads that were too old, one of a row.</summary>
    public IReadOnlyList<Violation> Violations => _violations;

    public AgeSeries Series => _series;

    public LabResult Analyze(RunInfo run)
    {
        foreach (var commit in journals.Commits)
            if (IsWithin(commit.Ended))
            {
                _strict.Commits++;
                StatisticsAt(commit.Ended).Commits++;
            }

        for (var node = 0; node < journals.Cluster.Nodes.Count; node++)
            if (Read(journals.Cluster.Nodes[node], node) == 0)
                throw new InvalidOperationException($"{journals.Cluster.Nodes[node].Name} read nothing: this proves nothing.");
        // After a fault reads may wait, for a lease that an old Redis has brought back, say: nothing old is read then, but no commit shows either.
        var calm = windows.Count > 0 ? [] : _hot.Delays(journals, commit => IsWithin(commit.Ended), end - Aftermath);
        return new LabResult(
            run,
            _strict.Figures("all", windows.Count),
            [
                .. _byFault.Select(pair => pair.Value.Figures(pair.Key, windows.Count(window => window.Fault.ToString() == pair.Key))),
                _fromStandby.Figures(LabResult.FromStandby, 0),
                _available.Figures(LabResult.Available, 0),
            ],
            new OwnReads(_own, _wrong),
            _owed,
            Delays.Of(calm.Select(static delay => delay.Ms)),
            Delays.Of(calm.Where(delay => stolen.At(delay.Committed) < LabResult.Quiet).Select(static delay => delay.Ms)),
            Math.Round(stolen.Share, 4),
            [.. windows.Where(static window => window.Takeover is not null).Select(static window => Math.Round(window.Takeover!.Value.TotalMilliseconds))],
            [.. windows.Select(window => new FaultTimes(window.Fault.ToString(), window.Target, Seconds(window.From), Seconds(window.To)))]);
    }

    private long Read(LabNode node, int number)
    {
        var reads = 0L;
        var offers = new List<JournalEntry>[Workload.Keys];
        foreach (var entry in Journal.Read(node.Journal))
        {
            if (entry.Kind is JournalKind.Fill && Workload.IsOffer(entry.Key))
                (offers[entry.Key] ??= []).Add(entry);
            if (!IsWithin(entry.Begun))
                continue;
            switch (entry.Kind)
            {
                case JournalKind.Fill:
                    _strict.Fills++;
                    StatisticsAt(entry.Begun).Fills++;
                    break;
                case JournalKind.OwnRead:
                    _own++;
                    _wrong += entry.Version < 0 ? 1 : 0;
                    break;
                case JournalKind.Owed:
                    _owed++;
                    break;
                case JournalKind.FailedRead:
                    foreach (var statistics in Of(entry, isFromStandby: false))
                        statistics.Fail();
                    break;
                case JournalKind.Read or JournalKind.MarkedRead:
                    reads++;
                    Add(node, number, entry, isFromStandby: journals.Cluster.HasStandby && IsWithinFill(offers[entry.Key], entry));
                    break;
                default:
                    break;
            }
        }

        return reads;
    }

    private void Add(LabNode node, int number, in JournalEntry read, bool isFromStandby)
    {
        var key = read.Key;
        var age = journals.Of(key).AgeOf(read);
        // What a standby shows may be as old as it is behind: the cache must not keep it, that is all.
        var limit = isFromStandby ? TimeSpan.MaxValue : _limits.Of(node, read);
        var isTooOld = false;
        foreach (var statistics in Of(read, isFromStandby))
            isTooOld = statistics.Add(age, limit);
        if (isTooOld && _violations.Count < MostViolations && _violations.TrueForAll(known => known.Read.Key != key))
            _violations.Add(new Violation(node.Name, read, Stopwatch.GetElapsedTime(0, age), limit));
        if (!Workload.IsStrict(read.Key) || isFromStandby)
            return;
        _series.Add(node.Name, read.Begun, age);
        if (read.Key < Workload.Hot)
            _hot.Add(number, read);
    }

    private IEnumerable<AgeStatistics> Of(JournalEntry read, bool isFromStandby) =>
        !Workload.IsStrict(read.Key) ? [_available] : isFromStandby ? [_fromStandby] : [_strict, StatisticsAt(read.Begun)];

    // A read that ran a factory, or waited for one of its node, was not served from the cache.
    private static bool IsWithinFill(List<JournalEntry>? fills, in JournalEntry read)
    {
        for (var i = (fills?.Count ?? 0) - 1; i >= 0 && fills![i].Ended >= read.Begun; i--)
            if (fills[i].Begun <= read.Ended)
                return true;
        return false;
    }

    private AgeStatistics StatisticsAt(long time)
    {
        var name = LabResult.Calm;
        for (var i = windows.Count - 1; i >= 0; i--)
            if (time >= windows[i].From)
            {
                name = time <= windows[i].To + Aftermath ? windows[i].Fault.ToString() : name;
                break;
            }

        if (!_byFault.TryGetValue(name, out var statistics))
            _byFault[name] = statistics = new AgeStatistics();
        return statistics;
    }

    private bool IsWithin(long time) => time >= start && time <= end;

    private double Seconds(long time) => Math.Round((time - start) / (double)Stopwatch.Frequency, 3);
}
