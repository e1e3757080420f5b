namespace AspireCache.Coherence.Lab.Analysis;

/// <summary>A read that was older than it may be.</summary>
internal sealed record Violation(string Node, JournalEntry Read, TimeSpan Age, TimeSpan Allowed);
