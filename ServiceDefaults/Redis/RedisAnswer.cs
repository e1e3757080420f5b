namespace AspireCache.ServiceDefaults.Redis;

/// <summary>What Redis said: nothing at all (it was not asked, or not in time), no such entry, or the entry.</summary>
internal readonly record struct RedisAnswer(bool Given, byte[]? Value)
{
    public static RedisAnswer None => default;
}
