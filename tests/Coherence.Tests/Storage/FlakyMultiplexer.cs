using System.Reflection;
using StackExchange.Redis;

namespace AspireCache.Coherence.Tests.Storage;

/// <summary>A connection whose first subscriptions time out; everything else goes to a real one.</summary>
public class FlakyMultiplexer : DispatchProxy
{
    private object _inner = null!;
    private FlakyMultiplexer? _subscriber;
    private int _failures;

    /// <summary>How often a subscription was tried.</summary>
    public int Calls { get; private set; }

    public static (IConnectionMultiplexer Multiplexer, FlakyMultiplexer Subscriber) Over(IConnectionMultiplexer inner, int failures)
    {
        var subscriber = (FlakyMultiplexer)(object)Create<ISubscriber, FlakyMultiplexer>();
        (subscriber._inner, subscriber._failures) = (inner.GetSubscriber(), failures);
        var multiplexer = Create<IConnectionMultiplexer, FlakyMultiplexer>();
        ((FlakyMultiplexer)(object)multiplexer)._inner = inner;
        ((FlakyMultiplexer)(object)multiplexer)._subscriber = subscriber;
        return (multiplexer, subscriber);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (_subscriber is not null && targetMethod!.Name == nameof(IConnectionMultiplexer.GetSubscriber))
            return _subscriber;
        if (targetMethod!.Name == nameof(ISubscriber.SubscribeAsync) && ++Calls <= _failures)
            throw new RedisTimeoutException("Timeout awaiting response", CommandStatus.Sent);
        return targetMethod.Invoke(_inner, args);
    }
}
