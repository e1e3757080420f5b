namespace AspireCache.Coherence.MessagePack.Tests;

public sealed record Unmarked(string Name);
