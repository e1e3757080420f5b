namespace AspireCache.Coherence.Internal.Diagnostics;

/// <summary>What is asked of Redis, as metrics and traces name it.</summary>
internal sealed class RedisOperation
{
    public static readonly RedisOperation Read = new("read");
    public static readonly RedisOperation ReadFences = new("read_fences");
    public static readonly RedisOperation BeginFill = new("begin_fill");
    public static readonly RedisOperation Store = new("store");
    public static readonly RedisOperation Renew = new("renew");
    public static readonly RedisOperation Release = new("release");
    public static readonly RedisOperation Invalidate = new("invalidate");
    public static readonly RedisOperation Sync = new("sync");
    public static readonly RedisOperation Commit = new("commit");
    public static readonly RedisOperation TakeOver = new("take_over");
    public static readonly RedisOperation BeginRound = new("begin_round");
    public static readonly RedisOperation EndRound = new("end_round");

    private RedisOperation(string name)
    {
        Name = name;
        SpanName = $"coherence.redis.{name}";
        Tag = new("operation", name);
    }

    public string Name { get; }

    public string SpanName { get; }

    public KeyValuePair<string, object?> Tag { get; }
}
