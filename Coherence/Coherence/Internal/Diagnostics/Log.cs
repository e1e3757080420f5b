using AspireCache.Coherence.Internal.Storage;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AspireCache.Coherence.Internal.Diagnostics;

/// <summary>What a cache logs; event ids 4000 to 4099. Keys, tags and values are never logged.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "The cache is in epoch {Epoch}: everything older is forgotten.")]
    public static partial void EpochOpened(this ILogger logger, long epoch);

    [LoggerMessage(4001, LogLevel.Warning, "Invalidations were missed that Redis's log no longer holds: the memory of this node is forgotten.")]
    public static partial void MissedTooMuch(this ILogger logger);

    [LoggerMessage(4002, LogLevel.Warning, "Redis could not be told of an invalidation within {Timeout}. It holds on this node; nodes that reach Redis may serve older values until Redis has been told, which this node goes on trying.")]
    public static partial void InvalidationOwed(this ILogger logger, TimeSpan timeout);

    [LoggerMessage(4008, LogLevel.Information, "Redis has been told of all invalidations that were owed.")]
    public static partial void NothingOwed(this ILogger logger);

    [LoggerMessage(4009, LogLevel.Error, "The cache ends, and Redis could not be told what is invalid ({Tags}): other nodes may serve older values until those expire. Remove the tag * once Redis is back, or the tags of what was changed last.")]
    public static partial void OwedAtTheEnd(this ILogger logger, string tags);

    [LoggerMessage(4003, LogLevel.Debug, "A request to Redis failed: {Error} {Reason}")]
    private static partial void RedisFailed(ILogger logger, string error, string? reason);

    /// <summary>
    /// Tells why Redis fails. What somebody has to mend (it is full, it is a replica, the password is wrong) is a warning; that it does
    /// not answer is the circuit's to tell. Every failure is there at <c>Debug</c>. The client's messages name keys: only the kind of
    /// failure is told.
    /// </summary>
    public static void RedisFailed(this ILogger logger, Exception exception)
    {
        var kind = RedisFailure.KindOf(exception);
        RedisFailed(
            logger,
            kind,
            exception switch
            {
                RedisConnectionException broken => broken.FailureType.ToString(),
                RedisTimeoutException late => late.Commandstatus.ToString(),
                _ => null,
            });
        if (RedisFailure.IsAnswer(exception))
            logger.RedisRefuses(kind, RedisFailure.AdviceOn(kind, exception.Message));
        else if (exception is not (RedisException or TimeoutException or BrokenCircuitException or ObjectDisposedException))
            logger.RedisNotAsked(kind);
    }

    [LoggerMessage(4004, LogLevel.Warning, "Redis at {Address} cannot be used: {Reason}. Reads go on without it, invalidations are owed; it is tried again every {Break}.")]
    public static partial void RedisAway(this ILogger logger, string address, string reason, TimeSpan @break);

    [LoggerMessage(4005, LogLevel.Information, "Redis at {Address} answers again.")]
    public static partial void RedisBack(this ILogger logger, string address);

    [LoggerMessage(4006, LogLevel.Warning, "Redis refuses what the cache asks of it: {Code}. {Advice} Reads go on without it meanwhile.")]
    public static partial void RedisRefuses(this ILogger logger, string code, string advice);

    [LoggerMessage(4007, LogLevel.Warning, "A request to Redis could not be made ({Error}). Reads go on without it meanwhile.")]
    public static partial void RedisNotAsked(this ILogger logger, string error);

    [LoggerMessage(4020, LogLevel.Warning, "Redis does not say which run of it this is: where it restarts with older data, only what nodes have heard tells. If its user may not run INFO: ACL SETUSER <user> +info.")]
    public static partial void RunUnknown(this ILogger logger);

    [LoggerMessage(4010, LogLevel.Warning, "A value is longer than MaximumPayloadBytes ({MaximumPayloadBytes}): it is not cached.")]
    public static partial void PayloadTooLarge(this ILogger logger, long maximumPayloadBytes);

    [LoggerMessage(4011, LogLevel.Warning, "A key is longer than MaximumKeyLength ({MaximumKeyLength}): {Length} characters. Nothing is cached for it.")]
    public static partial void KeyTooLong(this ILogger logger, int maximumKeyLength, int length);

    [LoggerMessage(4012, LogLevel.Warning, "A key or tag is empty, or holds control characters or broken Unicode. Nothing is cached for it.")]
    public static partial void KeyInvalid(this ILogger logger);

    [LoggerMessage(4013, LogLevel.Warning, "An entry in Redis is damaged or of another version ({Reason}): the next read fills it again.")]
    public static partial void EntryRejected(this ILogger logger, string reason);

    [LoggerMessage(4014, LogLevel.Warning, "A value could not be serialized: it is not cached.")]
    public static partial void NotSerialized(this ILogger logger, Exception exception);

    [LoggerMessage(4015, LogLevel.Warning, "The data could not be read: a stale value was served.")]
    public static partial void StaleOnError(this ILogger logger, Exception exception);

    [LoggerMessage(4016, LogLevel.Warning, "A refresh in the background failed.")]
    public static partial void RefreshFailed(this ILogger logger, Exception exception);
}
