namespace AspireCache.ServiceDefaults.Redis;

/// <summary>Something that must not be served from Redis any more. Two of the same operation and name are one.</summary>
internal readonly record struct Invalidation(RedisOperation Operation, string Name);
