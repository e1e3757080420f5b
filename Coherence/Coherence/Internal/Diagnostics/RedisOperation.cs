namespace AspireCache.Coherence.Internal.Diagnostics;

/// <summary>What is asked of Redis, as metrics and traces name it.</summary>
internal sealed class RedisOperation
{
    public static readonly RedisOperation Read = new("read");
    public static readonly RedisOperation ReadFences = new("read_fences");
    public static readonly RedisOperation BeginFill = new("begin_fill");
    public static readonly RedisOperation Store = new("store");
    public static readonly RedisOperation Renew = new("renew", mayWait: true);
    public static readonly RedisOperation Release = new("release", mayWait: true);
    public static readonly RedisOperation Invalidate = new("invalidate", mayWait: true);
    public static readonly RedisOperation Sync = new("sync", mayWait: true);
    public static readonly RedisOperation Commit = new("commit", mayWait: true);
    public static readonly RedisOperation TakeOver = new("take_over", mayWait: true);
    public static readonly RedisOperation BeginRound = new("begin_round", mayWait: true);
    public static readonly RedisOperation EndRound = new("end_round", mayWait: true);

    private RedisOperation(string name, bool mayWait = false)
    {
        Name = name;
        MayWait = mayWait;
        SpanName = $"coherence.redis.{name}";
        Tag = new("operation", name);
    }

    public string Name { get; }

    /// <summary>
    /// Whether it is of a writer, of the relay or of nobody: a read may not wait, they may. A lease that is not returned keeps its key's readers
    /// waiting until it expires, however soon Redis is back.
    /// </summary>
    public bool MayWait { get; }

    public string SpanName { get; }

    public KeyValuePair<string, object?> Tag { get; }
}
