namespace AspireCache.Coherence.Tests.Simulation;

/// <summary>A request whose answer is of one type; executing it may fail.</summary>
internal sealed class SimulatedCall<T>(Func<T> execute) : SimulatedCall
{
    // Continues inside SetResult: the simulation is the only thread.
    private readonly TaskCompletionSource<T> _answered = new();
    private T _answer = default!;
    private Exception? _refusal;

    public Task<T> Answered => _answered.Task;

    public override bool IsOver => IsExecuted && (IsOrphan || _answered.Task.IsCompleted);

    public override bool Step()
    {
        if (!IsExecuted)
            Execute();
        else if (_refusal is not null)
            _answered.TrySetException(_refusal);
        else
            _answered.TrySetResult(_answer);
        return IsOver;
    }

    public override void Fail() => _answered.TrySetException(new IOException("The simulation lost it."));

    private void Execute()
    {
        IsExecuted = true;
        try
        {
            _answer = execute();
        }
        catch (DatabaseRefusedException e)
        {
            _refusal = e;
        }
    }
}
