using System.Text.Json.Serialization;
using AspireCache.Coherence.Postgres;

namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>What ran, and where.</summary>
/// <param name="Engine">The cache.</param>
/// <param name="Commits">Where Coherence's relay learns of commits.</param>
/// <param name="Invalidation">Who invalidates.</param>
/// <param name="Answers">Whether whole answers were read, by HTTP.</param>
/// <param name="Faults">What was broken, in words.</param>
/// <param name="Arguments">The command line, without where results go.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="DeltaMs">How old a strict read may be.</param>
/// <param name="Kinds">How many kinds of faults were chosen.</param>
/// <param name="Setup">Commit, machine and versions.</param>
internal sealed record RunInfo(Engine Engine, CommitSource Commits, Invalidation Invalidation, bool Answers, string Faults, string Arguments, double Seconds, double DeltaMs, int Kinds, Setup Setup)
{
    /// <summary>What tables and pictures call it.</summary>
    [JsonIgnore]
    public string Name => IsOutbox ? $"{Engine}, outbox" : Answers && Engine is Engine.Microsoft ? "Redis output cache" : $"{Engine}";

    /// <summary>Whether commits came by way of the outbox.</summary>
    [JsonIgnore]
    public bool IsOutbox => Engine is Engine.Coherence && Commits is CommitSource.Outbox;
}
