using AspireCache.Coherence.Internal.Invalidation;
using StackExchange.Redis;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// The connection to Redis: made at the first use, kept for good. Requests are never queued while it is broken, and every
/// socket that is opened is counted before it carries a byte.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly Func<Task<IConnectionMultiplexer>> _connect;
    private readonly bool _isOwned;
    private readonly Lock _lock = new();
    private Task<IConnectionMultiplexer>? _multiplexer;
    private Action? _missed;
    private long _number;

    /// <summary>Connects by itself.</summary>
    public RedisConnection(ConfigurationOptions configuration)
    {
        var own = configuration.Clone();
        own.AbortOnConnectFail = false;
        own.BacklogPolicy = BacklogPolicy.FailFast;
        own.ReconnectRetryPolicy ??= new LinearRetry(200);
        // The client's own threads cost a change of threads for each write and each read: twice the round trip's time.
        own.SocketManager ??= SocketManager.ThreadPool;
        // The socket is dropped after so long without an answer, and tried again this often.
        own.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        var before = own.BeforeSocketConnect;
        own.BeforeSocketConnect = (endpoint, type, socket) =>
        {
            before?.Invoke(endpoint, type, socket);
            if (type == ConnectionType.Interactive)
                Interlocked.Increment(ref _number);
        };
        _isOwned = true;
        _connect = async () => Watch(await ConnectionMultiplexer.ConnectAsync(own).ConfigureAwait(false));
    }

    /// <summary>Uses a connection that others use too; its reconnects are seen when it tells of them.</summary>
    public RedisConnection(Func<Task<IConnectionMultiplexer>> shared) =>
        _connect = async () => Watch(await shared().ConfigureAwait(false));

    public long Number => Interlocked.Read(ref _number);

    public async ValueTask<IDatabase> DatabaseAsync() => (await MultiplexerAsync().ConfigureAwait(false)).GetDatabase();

    public void Listen(string channel, Action<FeedEvent> heard, Action missed)
    {
        _missed = missed;
        _ = ListenAsync(channel, heard);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isOwned || _multiplexer is not { } connecting)
            return;
        try
        {
            await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or ObjectDisposedException)
        {
            // It never came up: there is nothing to close.
        }
    }

    private async Task ListenAsync(string channel, Action<FeedEvent> heard)
    {
        while (true)
        {
            try
            {
                var multiplexer = await MultiplexerAsync().ConfigureAwait(false);
                var queue = await multiplexer.GetSubscriber().SubscribeAsync(RedisChannel.Literal(channel)).ConfigureAwait(false);
                // A queue hands messages over in their order, one after the other.
                queue.OnMessage(message =>
                {
                    if (FeedEvent.Parse((string?)message.Message) is { } told)
                        heard(told);
                });
                // What was published before the subscription stood was missed.
                _missed?.Invoke();
                return;
            }
            catch (RedisException)
            {
                // Not there yet. Whatever is published meanwhile is found by the next reading of the log.
                await Task.Delay(TimeSpan.FromMilliseconds(250)).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private Task<IConnectionMultiplexer> MultiplexerAsync()
    {
        if (_multiplexer is { IsFaulted: false, IsCanceled: false } connecting)
            return connecting;
        lock (_lock)
        {
            if (_multiplexer is null or { IsFaulted: true } or { IsCanceled: true })
                _multiplexer = _connect();
            return _multiplexer;
        }
    }

    private IConnectionMultiplexer Watch(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed += (_, failed) => Changed(failed.ConnectionType);
        multiplexer.ConnectionRestored += (_, restored) =>
        {
            Changed(restored.ConnectionType);
            _missed?.Invoke();
        };
        return multiplexer;

        void Changed(ConnectionType type)
        {
            // One's own sockets are counted when they are opened.
            if (!_isOwned && type == ConnectionType.Interactive)
                Interlocked.Increment(ref _number);
        }
    }
}
