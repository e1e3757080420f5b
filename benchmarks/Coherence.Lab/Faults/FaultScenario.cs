namespace AspireCache.Coherence.Lab.Faults;

/// <summary>What the lab breaks.</summary>
internal enum FaultScenario
{
    /// <summary>Redis stops answering and goes on later.</summary>
    RedisPause,

    /// <summary>Redis is killed and starts empty.</summary>
    RedisKill,

    /// <summary>Redis is emptied under its clients.</summary>
    RedisFlush,

    /// <summary>Redis is killed and starts with what it held some time before.</summary>
    RedisOld,

    /// <summary>Postgres is killed and starts again.</summary>
    PostgresKill,

    /// <summary>A node stops and goes on later.</summary>
    NodePause,

    /// <summary>A node is killed and starts again.</summary>
    NodeKill,

    /// <summary>The node that relays stops and goes on later.</summary>
    RelayPause,

    /// <summary>The node that relays is killed and starts again.</summary>
    RelayKill,

    /// <summary>A writer is killed, whatever it was doing, and starts again.</summary>
    WriterKill,

    /// <summary>A writer dies between a commit and anything else, and starts again.</summary>
    WriterKillAfterCommit,

    /// <summary>The replication slot is dropped.</summary>
    SlotDrop,

    /// <summary>A node loses its way to Redis: bytes are gone, connections stand.</summary>
    CutRedis,

    /// <summary>A node loses its way to Postgres and to the standby: bytes are gone, connections stand.</summary>
    CutPostgres,

    /// <summary>The node that relays loses its way to Redis.</summary>
    CutRelayRedis,

    /// <summary>The node that relays loses its way to Postgres.</summary>
    CutRelayPostgres,

    /// <summary>A writer loses its way to Redis. With Coherence it has none.</summary>
    CutWriterRedis,

    /// <summary>A writer loses its way to Postgres, in the middle of commits.</summary>
    CutWriterPostgres,

    /// <summary>The standby loses its way to the primary.</summary>
    CutReplica,

    /// <summary>Every node's connections to Redis are reset.</summary>
    ResetRedis,

    /// <summary>The standby receives and does not replay: what is read there gets older and older.</summary>
    ReplicaLag,

    /// <summary>A node's wall clock, wrong by some seconds as those of the others, jumps, and jumps back.</summary>
    ClockJump,

    /// <summary>Every connection over which events come from Redis is ended by Redis.</summary>
    PubSubKill,

    /// <summary>Redis answers nobody for 300 ms, and goes on.</summary>
    ClientPause,
}
