namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>The rules of the protocol that the simulation can switch off, mostly by a Redis that lies about what the rule looks at.</summary>
[Flags]
public enum Rules : long
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

    /// <summary>An invalidation that Redis could not be told is told again before Redis is believed, or made good by an epoch.</summary>
    OwedRetold = 1024,

    /// <summary>A node that cannot prove that it has heard everything does not serve from memory.</summary>
    Detachment = 2048,

    /// <summary>Commits are applied only once new snapshots see them. From here on: rules of the relay.</summary>
    VisibilityWait = 1 << 12,

    /// <summary>With a relay a node is sure of what it knows only by the relay's rounds, not by having heard every event.</summary>
    RelayRounds = 1 << 13,

    /// <summary>A round ends when its beat has come back through the log, behind everything that committed before.</summary>
    BeatThroughLog = 1 << 14,

    /// <summary>Where commits may have been lost with the slot, the one who takes over opens an epoch.</summary>
    EpochOnLostSlot = 1 << 15,

    /// <summary>Positions of another server, or timeline, are not compared: the one who takes over opens an epoch.</summary>
    EpochOnOtherSource = 1 << 16,

    /// <summary>What was read from a replica that is behind the last invalidation is not kept.</summary>
    ReplicaPosition = 1 << 17,

    /// <summary>A node that is detached does not believe what Redis has either: commits may be on their way there.</summary>
    RedisBehind = 1 << 18,

    /// <summary>Where the slot goes on is asked once it is one's own: before, it may be made anew.</summary>
    /// <remarks>
    /// From here on: rules that take several rare faults at once to be needed, so that a test run does not wait for them. The contract
    /// of the relay's requests checks those of Redis one by one.
    /// </remarks>
    OwnSlotFirst = 1 << 19,

    /// <summary>The number of a round is never given again, even where Redis has lost the rounds.</summary>
    RoundNumbers = 1 << 20,

    /// <summary>
    /// Rounds of an epoch that is over end nothing. <see cref="RoundNumbers"/> nearly covers it: it takes the clock of another server
    /// that is behind.
    /// </summary>
    RoundOfItsEpoch = 1 << 21,

    /// <summary>That all is applied up to a position is noted by rounds, not by what some relay of some source applies.</summary>
    AppliedByRounds = 1 << 22,

    /// <summary>An epoch that is opened does not know up to where commits have been applied.</summary>
    PositionOfItsEpoch = 1 << 23,

    /// <summary>
    /// The relay lets go of a position only when Redis has applied it. Without it nothing stale is served, for who takes over finds that
    /// the slot has let go of more than was noted and opens an epoch (<see cref="EpochOnLostSlot"/>): every crash costs the whole cache.
    /// </summary>
    ConfirmAfterApply = 1 << 24,

    /// <summary>A process that ends tells Redis first what is owed. From here on: rules of whoever changes something and invalidates, again.</summary>
    OwedBeforeEnd = 1 << 25,

    /// <summary>Every fence that an entry needs is there for as long as the entry, also where entries are only ever set.</summary>
    FenceRenewal = 1 << 26,

    /// <summary>A factory is served nothing from memory that may be older than its fill tick. From here on: rules of fills.</summary>
    NestedTick = 1 << 27,

    /// <summary>A fill inside another, or that another waits for, needs no permit of its own.</summary>
    NestedPermit = 1 << 28,

    /// <summary>A refresh that finds the lease taken is an ordinary fill for those who have joined.</summary>
    JoinedRefresh = 1 << 29,

    /// <summary>What is made of a value that was read behind is not kept either. A rule of the relay.</summary>
    NestedReplica = 1 << 30,

    /// <summary>
    /// The end of a round that the channel brings counts only where every event before it was heard. It takes a commit that is applied late,
    /// its event lost, and no question for as long as a node may be unsure: from here on rules that a test run does not wait for.
    /// </summary>
    RoundInOrder = 1L << 31,

    /// <summary>Who ends a round looks whether the server is still the one that the epoch was opened on.</summary>
    RoundOfItsRun = 1L << 32,
}
