namespace AspireCache.TestSupport.Redis;

/// <summary>A server that speaks Redis's protocol, alone for one test.</summary>
public interface IRedisServer : IAsyncDisposable
{
    /// <summary>The port on the loopback address.</summary>
    int Port { get; }
}
