namespace AspireCache.Coherence.Lab.Faults;

/// <summary>When a fault held.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Target">Whom it concerned; empty for what there is one of.</param>
/// <param name="From">When it began, as a timestamp.</param>
/// <param name="To">When it was over, as a timestamp.</param>
/// <param name="Takeover">How long it took until another node relayed; null where none had to.</param>
internal sealed record FaultWindow(FaultScenario Fault, string Target, long From, long To, TimeSpan? Takeover);
