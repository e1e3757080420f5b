namespace AspireCache.ServiceDefaults.Redis;

/// <summary>Which cache does what, as the metrics tell it.</summary>
internal readonly record struct RedisOperation(string Cache, string Name);
