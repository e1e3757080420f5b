namespace AspireCache.Coherence.Tests.Faults;

/// <summary>How Redis, or the way to it, fails.</summary>
public enum RedisFault
{
    /// <summary>Nobody listens.</summary>
    Refuses,

    /// <summary>Connections stand, bytes arrive when it is over.</summary>
    Hangs,

    /// <summary>Connections stand, bytes are gone for good.</summary>
    Loses,

    /// <summary>Requests arrive, answers do not.</summary>
    LosesAnswers,

    /// <summary>Connections are reset, new ones too.</summary>
    Resets,

    /// <summary>Answers come, long after anybody waits for them.</summary>
    IsSlow,
}
