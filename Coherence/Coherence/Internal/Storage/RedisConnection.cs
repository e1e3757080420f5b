using System.Net;
using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// The connection to Redis: made at the first use, and kept. Requests are never queued while it is broken, and every
/// socket that is connected is counted before it carries a byte.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Func<Task<IConnectionMultiplexer>> _connect;
    private readonly ILogger _logger;
    private readonly bool _isOwned;
    private readonly IEnumerable<EndPoint>? _endpoints;
    private readonly Lock _lock = new();
    private Task<IConnectionMultiplexer>? _multiplexer;
    private ChannelMessageQueue? _heard;
    private Action? _missed;
    private long _number;
    private volatile bool _isDisposed;

    /// <summary>Connects by itself.</summary>
    public RedisConnection(ConfigurationOptions configuration, ILogger logger)
    {
        var own = configuration.Clone();
        own.AbortOnConnectFail = false;
        own.BacklogPolicy = BacklogPolicy.FailFast;
        own.ReconnectRetryPolicy ??= new LinearRetry(200);
        // The client's own threads cost a change of threads for each write and each read: twice the round trip's time.
        own.SocketManager ??= SocketManager.ThreadPool;
        // The socket is dropped after so long without an answer, and tried again this often.
        own.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        // Scripts publish, and the client would prefix only what it listens to.
        own.ChannelPrefix = default;
        own.Tunnel = new CountingTunnel(own.Tunnel, type =>
        {
            if (type == ConnectionType.Interactive)
                Interlocked.Increment(ref _number);
        });
        _logger = logger;
        _isOwned = true;
        _endpoints = own.EndPoints;
        _connect = async () => Watch(await ConnectionMultiplexer.ConnectAsync(own).ConfigureAwait(false));
    }

    /// <summary>Uses a connection that others use too; its reconnects are seen when it tells of them.</summary>
    public RedisConnection(Func<Task<IConnectionMultiplexer>> shared, ILogger logger)
    {
        _logger = logger;
        _connect = async () => Watch(await shared().ConfigureAwait(false));
    }

    /// <summary>Where Redis is, for the log.</summary>
    public string Address => string.Join(", ", (_endpoints ?? (_multiplexer is { IsCompletedSuccessfully: true } made ? made.Result.GetEndPoints() : [])).Select(EndPointCollection.ToString));

    /// <summary>Whether there is a connection to any of them.</summary>
    public bool IsConnected => _multiplexer is { IsCompletedSuccessfully: true } made && made.Result.IsConnected;

    public long Number => Interlocked.Read(ref _number);

    public async ValueTask<IDatabase> DatabaseAsync() => (await MultiplexerAsync().ConfigureAwait(false)).GetDatabase();

    /// <summary>Hears what is published on a channel, whose name may depend on the database, for channels are common to all of a server's.</summary>
    public void Listen(Func<IDatabase, string> channel, Action<FeedEvent> heard, Action missed)
    {
        _missed = missed;
        _ = ListenAsync(channel, heard);
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        if (_multiplexer is not { } connecting)
            return;
        try
        {
            var multiplexer = await connecting.ConfigureAwait(false);
            multiplexer.ConnectionFailed -= OnFailed;
            multiplexer.ConnectionRestored -= OnRestored;
            if (_isOwned)
                await multiplexer.DisposeAsync().ConfigureAwait(false);
            else if (_heard is { } queue)
                await queue.UnsubscribeAsync(CommandFlags.FireAndForget).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It never came up, or its owner closed it before: there is nothing to close.
        }
    }

    private async Task ListenAsync(Func<IDatabase, string> channel, Action<FeedEvent> heard)
    {
        while (!_isDisposed)
        {
            try
            {
                var multiplexer = await MultiplexerAsync().ConfigureAwait(false);
                var name = RedisChannel.Literal(channel(multiplexer.GetDatabase()));
                var queue = await multiplexer.GetSubscriber().SubscribeAsync(name).ConfigureAwait(false);
                // A queue hands messages over in their order, one after the other.
                queue.OnMessage(message =>
                {
                    if (FeedEvent.Parse((string?)message.Message) is { } told)
                        heard(told);
                });
                _heard = queue;
                if (_isDisposed)
                    await queue.UnsubscribeAsync(CommandFlags.FireAndForget).ConfigureAwait(false);
                // What was published before the subscription stood was missed.
                else
                    _missed?.Invoke();
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception e)
            {
                // Not there yet, too slow, or not allowed: whatever it is, a node that gave up would stay deaf. What is
                // published meanwhile is found by the next reading of the log.
                _logger.RedisFailed(e);
                await Task.Delay(Pause).ConfigureAwait(false);
            }
        }
    }

    private Task<IConnectionMultiplexer> MultiplexerAsync()
    {
        if (_multiplexer is { IsFaulted: false, IsCanceled: false } connecting)
            return connecting;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_multiplexer is null or { IsFaulted: true } or { IsCanceled: true })
                _multiplexer = _connect();
            return _multiplexer;
        }
    }

    private IConnectionMultiplexer Watch(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed += OnFailed;
        multiplexer.ConnectionRestored += OnRestored;
        return multiplexer;
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs failed)
    {
        // One that could not be made carried nothing: a replica that is down is tried again all the time.
        if (failed.FailureType is not ConnectionFailureType.UnableToConnect)
            Changed(failed.ConnectionType);
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        Changed(restored.ConnectionType);
        _missed?.Invoke();
    }

    private void Changed(ConnectionType type)
    {
        // One's own sockets are counted when they are connected.
        if (!_isOwned && type == ConnectionType.Interactive)
            Interlocked.Increment(ref _number);
    }
}
