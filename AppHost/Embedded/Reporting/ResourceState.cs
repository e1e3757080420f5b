namespace AspireCache.AppHost.Embedded.Reporting;

/// <summary>What a resource of the stack is doing.</summary>
public enum ResourceState
{
    /// <summary>It was started and is not healthy yet.</summary>
    Starting,

    /// <summary>It is healthy.</summary>
    Ready,

    /// <summary>It ended by itself and is being started again.</summary>
    Restarting,

    /// <summary>It could not be started.</summary>
    Failed,

    /// <summary>It was stopped.</summary>
    Stopped,
}
