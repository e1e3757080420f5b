namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>When a fault held, in seconds from the start.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Target">Whom it concerned; empty for what there is one of.</param>
/// <param name="FromS">When it began.</param>
/// <param name="ToS">When it was over.</param>
internal sealed record FaultTimes(string Fault, string Target, double FromS, double ToS);
