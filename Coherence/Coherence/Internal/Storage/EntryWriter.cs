using AspireCache.Coherence.Internal.Diagnostics;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>Serializes values, once for both tiers.</summary>
internal static class EntryWriter
{
    private const int FirstCapacity = 1024;

    /// <summary>The size in memory of a shared value that was not serialized.</summary>
    private const int UnknownSize = 64;

    /// <summary>Null when the value cannot be cached: it is too long, or cannot be serialized.</summary>
    public static Written? Write<T>(CacheCore core, string key, string[] tags, T value, in EntryHeader header, bool isForRedis, bool isCompressible)
    {
        if (!isForRedis && (value is null || Shareable<T>.IsImmutable))
            return new Written(null, null, UnknownSize);
        var writer = new PooledWriter(FirstCapacity, core.MaximumPayloadBytes);
        try
        {
            EntryFormat.Begin(writer, tags);
            if (value is not null)
                core.Serializers.For<T>().Serialize(value, writer);
            var payload = value is null || Shareable<T>.IsImmutable ? null : writer.Payload.ToArray();
            var length = writer.PayloadLength;
            if (isForRedis)
                return new Written(EntryFormat.Finish(writer, key, header, isCompressible ? core.CompressionThreshold : int.MaxValue), payload, length);
            writer.Dispose();
            return new Written(null, payload, length);
        }
        catch (Exception) when (writer.IsTooLong)
        {
            // Whatever the serializer made of the writer's refusal.
            writer.Dispose();
            core.Metrics.Rejected("too_large");
            core.Logger.PayloadTooLarge(core.MaximumPayloadBytes);
            return null;
        }
        catch (Exception e)
        {
            writer.Dispose();
            core.Metrics.Rejected("not_serialized");
            core.Logger.NotSerialized(e);
            throw;
        }
    }

    /// <summary>What callers get: of a value that they could change what every later read will get too, so that all get the same.</summary>
    public static T ReadBack<T>(CacheCore core, T value, Written written)
    {
        if (written.Payload is not { } payload)
            return value;
        try
        {
            return core.Serializers.For<T>().Deserialize(new(payload));
        }
        catch (Exception e)
        {
            written.Entry?.Dispose();
            core.Metrics.Rejected("not_serialized");
            core.Logger.NotSerialized(e);
            throw;
        }
    }

    /// <summary>The entry for this process's memory.</summary>
    public static LocalEntry ToLocal<T>(CacheCore core, T value, Written written, EntryStamp stamp, in EntryHeader header, EntryPlan plan)
    {
        var times = EntryClock.TimesOf(core.Runtime, header, plan, header.Created);
        return written.Payload is { } payload
            ? new PayloadEntry(payload, stamp, times) { IsSensitive = plan.IsSensitive }
            : new ValueEntry<T>(value, stamp, times, written.Length) { IsSensitive = plan.IsSensitive };
    }
}

/// <summary>A serialized value: the entry for Redis, if one was asked for, and the payload for memory, if callers need copies.</summary>
internal sealed record Written(PooledWriter? Entry, byte[]? Payload, int Length);
