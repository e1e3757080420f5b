namespace AspireCache.Coherence.Internal.Leases;

/// <summary>
/// Lets only so many factories run while Redis cannot share their work; the others queue. A turn ends with true for a permit, to be
/// given back, with false for who was told to go on without one.
/// </summary>
internal sealed class FillGate(int permits, TaskCreationOptions continuations)
{
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private readonly Lock _lock = new();
    private int _free = permits;

    public TaskCompletionSource<bool> Enter()
    {
        var turn = new TaskCompletionSource<bool>(continuations);
        lock (_lock)
        {
            if (_free == 0)
            {
                _waiting.Enqueue(turn);
                return turn;
            }

            _free--;
        }

        turn.SetResult(true);
        return turn;
    }

    /// <summary>Gives a permit back: to the first who still waits.</summary>
    public void Leave()
    {
        while (true)
        {
            TaskCompletionSource<bool>? next;
            lock (_lock)
            {
                if (!_waiting.TryDequeue(out next))
                {
                    _free++;
                    return;
                }
            }

            if (next.TrySetResult(true))
                return;
        }
    }
}
