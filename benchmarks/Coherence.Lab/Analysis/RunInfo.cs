namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>What ran, and where.</summary>
/// <param name="Engine">The cache.</param>
/// <param name="Arguments">The command line, without where results go.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="DeltaMs">How old a strict read may be.</param>
/// <param name="Kinds">How many kinds of faults were chosen.</param>
/// <param name="Setup">Commit, machine and versions.</param>
internal sealed record RunInfo(Engine Engine, string Arguments, double Seconds, double DeltaMs, int Kinds, Setup Setup);
