namespace AspireCache.TestSupport.Faults;

/// <summary>What holds until the next fault.</summary>
internal sealed class Fault(FaultKind kind, Flow flow = Flow.Both, TimeSpan delay = default)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FaultKind Kind { get; } = kind;

    public TimeSpan Delay { get; } = delay;

    /// <summary>Ends when another fault holds.</summary>
    public Task Over => _over.Task;

    /// <summary>Ends when it has swallowed the first bytes.</summary>
    public Task Struck => _struck.Task;

    public bool Concerns(Flow direction) => (flow & direction) != 0;

    public void Strike() => _struck.TrySetResult();

    public void End() => _over.TrySetResult();
}
