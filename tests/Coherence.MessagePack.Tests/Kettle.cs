using MessagePack;

namespace AspireCache.Coherence.MessagePack.Tests;

[MessagePackObject]
public sealed record Kettle([property: Key(0)] string Name, [property: Key(1)] decimal Price, [property: Key(2)] IReadOnlyList<string> Tags);
