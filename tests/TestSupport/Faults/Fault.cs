namespace AspireCache.TestSupport.Faults;

/// <summary>What holds until the next fault.</summary>
internal sealed class Fault(FaultKind kind, Flow flow = Flow.Both, TimeSpan delay = default)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FaultKind Kind { get; } = kind;

    public TimeSpan Delay { get; } = delay;

    /// <summary>Ends when another fault holds.</summary>
    public Task Over => _over.Task;

    public bool Concerns(Flow direction) => (flow & direction) != 0;

    public void End() => _over.TrySetResult();
}
