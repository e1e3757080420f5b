using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace AspireCache.Coherence.Internal.Diagnostics;

/// <summary>
/// Tells why Redis fails. What somebody has to mend (it is full, it is a replica, the password is wrong) is a warning, once a minute
/// for each kind while it goes on; the circuit tells of a Redis that does not answer. Every failure is there at <c>Debug</c>. The
/// client's messages name keys: only the kind is told.
/// </summary>
internal sealed class FailureLog(ILogger logger, TimeProvider time)
{
    private readonly Rarely<string> _told = new(time);

    public void Tell(Exception exception)
    {
        logger.RedisFailed(exception);
        var kind = RedisFailure.KindOf(exception);
        if (RedisFailure.IsAnswer(exception))
        {
            if (_told.IsDue(kind))
                logger.RedisRefuses(kind, RedisFailure.AdviceOn(kind));
        }
        else if (exception is not (RedisException or TimeoutException or BrokenCircuitException or ObjectDisposedException) && _told.IsDue(kind))
            logger.RedisNotAsked(kind);
    }
}
