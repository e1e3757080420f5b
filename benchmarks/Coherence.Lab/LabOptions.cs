using AspireCache.Coherence.Lab.Faults;
using AspireCache.Coherence.Postgres;

namespace AspireCache.Coherence.Lab;

/// <summary>What the command line asks for.</summary>
/// <param name="Engine">Whose cache the nodes run.</param>
/// <param name="Commits">Where Coherence's relay learns of commits.</param>
/// <param name="Invalidation">Who invalidates.</param>
/// <param name="Answers">Whether nodes keep whole answers, which readers read by HTTP.</param>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Writers">How many writers.</param>
/// <param name="Readers">How many readers in each node, besides the one of the hot rows.</param>
/// <param name="Pace">How many times as long as usual readers and writers rest.</param>
/// <param name="Duration">How long it runs.</param>
/// <param name="Seed">Decides the schedule of faults and what writers do.</param>
/// <param name="Faults">Which faults it chooses from; none if empty.</param>
/// <param name="Every">How often one of them comes, for as long as it takes by itself; null: now and then, for seconds.</param>
/// <param name="Delta">How old a read of a strict entry may be.</param>
/// <param name="Json">Where the figures go as JSON; nowhere if null.</param>
/// <param name="Chart">Where the chart goes as SVG; nowhere if null.</param>
/// <param name="KeepLog">Where the log of nodes and writers goes; nowhere if null.</param>
/// <param name="Arguments">All this as it was on the command line, without where results go.</param>
internal sealed record LabOptions(
    Engine Engine,
    CommitSource Commits,
    Invalidation Invalidation,
    bool Answers,
    int Nodes,
    int Writers,
    int Readers,
    int Pace,
    TimeSpan Duration,
    int Seed,
    FaultScenario[] Faults,
    TimeSpan? Every,
    TimeSpan Delta,
    string? Json,
    string? Chart,
    string? KeepLog,
    string Arguments)
{
    /// <summary>Whether there is a database, with writers of its own; else nodes write.</summary>
    public bool HasDatabase => Invalidation is Invalidation.Commits;
}
