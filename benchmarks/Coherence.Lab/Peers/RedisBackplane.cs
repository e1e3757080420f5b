using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane;

namespace AspireCache.Coherence.Lab.Peers;

/// <summary>FusionCache's messages over Redis's channels. The package that brings one is not on every feed.</summary>
internal sealed class RedisBackplane(IConnectionMultiplexer redis) : IFusionCacheBackplane
{
    private ChannelMessageQueue? _queue;
    private string? _channel;

    public void Subscribe(BackplaneSubscriptionOptions options) => SubscribeAsync(options).AsTask().GetAwaiter().GetResult();

    public async ValueTask SubscribeAsync(BackplaneSubscriptionOptions options)
    {
        _channel = options.ChannelName ?? throw new ArgumentException("The channel has no name.", nameof(options));
        _queue = await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(_channel));
        _queue.OnMessage(async message =>
        {
            if (options.IncomingMessageHandlerAsync is { } handle && BackplaneMessage.FromByteArray((byte[])message.Message!) is { } told)
                await handle(told);
        });
        if (options.ConnectHandlerAsync is not { } connected)
            return;
        redis.ConnectionRestored += async (_, _) => await connected(new BackplaneConnectionInfo(isReconnection: true));
        await connected(new BackplaneConnectionInfo(isReconnection: false));
    }

    public void Unsubscribe() => _queue?.Unsubscribe();

    public async ValueTask UnsubscribeAsync()
    {
        if (_queue is not null)
            await _queue.UnsubscribeAsync();
    }

    public void Publish(BackplaneMessage message, FusionCacheEntryOptions options, CancellationToken token = default) =>
        redis.GetSubscriber().Publish(RedisChannel.Literal(_channel!), BackplaneMessage.ToByteArray(message));

    public async ValueTask PublishAsync(BackplaneMessage message, FusionCacheEntryOptions options, CancellationToken token = default) =>
        await redis.GetSubscriber().PublishAsync(RedisChannel.Literal(_channel!), BackplaneMessage.ToByteArray(message));
}
