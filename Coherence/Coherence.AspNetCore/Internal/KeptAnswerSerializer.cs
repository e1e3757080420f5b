using System.Buffers;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>An answer is bytes already.</summary>
internal sealed class KeptAnswerSerializer : IHybridCacheSerializer<KeptAnswer>
{
    public KeptAnswer Deserialize(ReadOnlySequence<byte> source) => new(source.ToArray());

    public void Serialize(KeptAnswer value, IBufferWriter<byte> target) => target.Write(value.Bytes);
}
