namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>A request whose answer is of one type.</summary>
internal sealed class SimulatedCall<T>(Func<T> execute) : SimulatedCall
{
    // Continues inside SetResult: the simulation is the only thread.
    private readonly TaskCompletionSource<T> _answered = new();
    private T _answer = default!;

    public Task<T> Answered => _answered.Task;

    public override bool IsOver => IsExecuted && _answered.Task.IsCompleted;

    public override bool Step()
    {
        if (!IsExecuted)
        {
            IsExecuted = true;
            _answer = execute();
        }
        else if (!_answered.Task.IsCompleted)
        {
            _answered.SetResult(_answer);
        }

        return IsOver;
    }

    public override void Fail() => _answered.TrySetException(new IOException("The simulation lost it."));
}
