namespace AspireCache.TestSupport.Faults;

/// <summary>Which way bytes go through a <see cref="FaultProxy"/>.</summary>
[Flags]
public enum Flow
{
    /// <summary>From the client to the server.</summary>
    Requests = 1,

    /// <summary>From the server to the client.</summary>
    Answers = 2,

    /// <summary>Both ways.</summary>
    Both = Requests | Answers,
}
