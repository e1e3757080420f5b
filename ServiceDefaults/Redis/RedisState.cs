namespace AspireCache.ServiceDefaults.Redis;

/// <summary>What the guard thinks of Redis.</summary>
internal enum RedisState
{
    /// <summary>Not connected since the start.</summary>
    Connecting,

    /// <summary>In use.</summary>
    Available,

    /// <summary>Left alone by requests; tried again in the background.</summary>
    Unavailable,
}
