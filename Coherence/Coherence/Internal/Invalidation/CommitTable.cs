using System.Collections.Concurrent;

namespace AspireCache.Coherence.Internal.Invalidation;

/// <summary>
/// Transactions of this node's that somebody waits for: until the relay's event that applies them has been applied here. Waiting
/// begins before the commit, or the event could come first.
/// </summary>
internal sealed class CommitTable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    public Task Watch(string transaction) =>
        _waiting.GetOrAdd(transaction, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Forget(string transaction) => _waiting.TryRemove(transaction, out _);

    /// <summary>Tells those who wait for transactions among an event's tags, whose fences stand.</summary>
    public void Applied(FeedEvent applied)
    {
        // Where nobody waits the tags need not be read.
        if (!_waiting.IsEmpty)
            Applied(applied.Tags);
    }

    /// <summary>As <see cref="Applied(FeedEvent)"/>.</summary>
    public void Applied(ReadOnlySpan<string> tags)
    {
        if (_waiting.IsEmpty)
            return;
        foreach (var tag in tags)
            if (TagNames.IsTransaction(tag) && _waiting.TryRemove(tag, out var waiting))
                waiting.TrySetResult();
    }
}
