namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>The rules of the protocol that the simulation can switch off, mostly by a Redis that lies about what the rule looks at.</summary>
[Flags]
public enum Rules
{
    None = 0,

    /// <summary>An entry in Redis counts only if no fence of its tags is above its fill tick.</summary>
    FenceCheck = 1,

    /// <summary>A fence that Redis does not hold makes the entry invalid.</summary>
    MissingFence = 2,

    /// <summary>The fill tick is taken before the source is read.</summary>
    FillTickFirst = 4,

    /// <summary>An event whose predecessor was not heard is a gap, and the log is asked.</summary>
    GapCheck = 8,

    /// <summary>Nobody joins a flight that an applied invalidation has overtaken.</summary>
    JoinRule = 16,

    /// <summary>Epochs only grow, and what belongs to a lower one is from the past.</summary>
    EpochOrder = 32,

    /// <summary>Entries in memory die by the fences that the feed brings.</summary>
    LocalFences = 64,

    /// <summary>Where Redis lost data, a new epoch is opened.</summary>
    EpochAfterLoss = 128,

    /// <summary>Behind a new connection may be another server: it is compared before it is believed.</summary>
    CheckConnection = 256,

    /// <summary>A write is kept only if its node had heard of every invalidation before it.</summary>
    WriteClaim = 512,

    /// <summary>An invalidation that Redis could not be told is made good by an epoch.</summary>
    OwedEpoch = 1024,

    /// <summary>A node that cannot prove that it has heard everything does not serve from memory.</summary>
    Detachment = 2048,
}
