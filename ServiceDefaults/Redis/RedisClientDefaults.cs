using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace AspireCache.ServiceDefaults.Redis;

/// <summary>
/// What the client does where neither the connection string nor the configuration says otherwise: never give up
/// connecting, be quick about it, and queue nothing for a server that is not there.
/// </summary>
internal sealed class RedisClientDefaults : DefaultOptionsProvider
{
    public override bool AbortOnConnectFail => false;

    public override BacklogPolicy BacklogPolicy => BacklogPolicy.FailFast;

    public override TimeSpan? ConnectTimeout => TimeSpan.FromSeconds(1);

    public override TimeSpan SyncTimeout => TimeSpan.FromSeconds(1);

    public override TimeSpan HeartbeatInterval => TimeSpan.FromMilliseconds(500);

    public override IReconnectRetryPolicy ReconnectRetryPolicy => new LinearRetry((int)HeartbeatInterval.TotalMilliseconds);
}
