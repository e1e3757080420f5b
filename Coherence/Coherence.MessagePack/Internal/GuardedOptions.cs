using MessagePack;

namespace AspireCache.Coherence.MessagePack.Internal;

/// <summary>Options with which no type can be created by its name, whichever resolver they hold.</summary>
internal sealed class GuardedOptions(MessagePackSerializerOptions options) : MessagePackSerializerOptions(options)
{
    public override Type LoadType(string typeName) =>
        throw new MessagePackSerializationException("A cache entry names a type: that is not how entries are read.");

    protected override MessagePackSerializerOptions Clone() => new GuardedOptions(this);
}
