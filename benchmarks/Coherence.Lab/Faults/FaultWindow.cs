namespace AspireCache.Coherence.Lab.Faults;

/// <summary>When a fault held, as timestamps.</summary>
internal sealed record FaultWindow(FaultScenario Fault, string Target, long From, long To);
