using AspireCache.Coherence.Internal.Leases;

namespace AspireCache.Coherence.AspNetCore.Internal;

/// <summary>
/// A request that fills a key: to the cache it is a factory, which begins when the cache wants an answer and ends when the request has one.
/// What the request reads through the cache meanwhile is nested in the fill, as reads of a factory are.
/// </summary>
internal sealed class AnswerFill(string key, string[] tags, TimeSpan expiration)
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<KeptAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Key { get; } = key;

    public string[] Tags { get; } = tags;

    public TimeSpan Expiration { get; } = expiration;

    /// <summary>Ends when this request is the one that fills.</summary>
    public Task Begun => _begun.Task;

    /// <summary>What surrounds the reads of the request.</summary>
    public FillScope? Scope { get; private set; }

    /// <summary>The factory.</summary>
    public async ValueTask<KeptAnswer> RunAsync(CancellationToken cancellationToken)
    {
        var scope = FillScope.Current;
        Scope = scope;
        _begun.TrySetResult();
        var answer = await _answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Bytes is [])
            scope?.KeepNothing();
        return answer;
    }

    /// <summary>The request has its answer, or ended without one; only the first call counts.</summary>
    public void End(KeptAnswer answer)
    {
        Scope = null;
        _answer.TrySetResult(answer);
    }
}
