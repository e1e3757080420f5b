namespace AspireCache.Coherence;

/// <content>Invalidations that say what became of them, and the end of the cache, which tells Redis those that are owed.</content>
public sealed partial class CoherentHybridCache
{
    /// <summary>
    /// As <see cref="RemoveAsync(IEnumerable{string}, CancellationToken)"/>, for who has to know whether it holds everywhere: to repeat it
    /// from elsewhere, to hold back an answer, to alarm somebody. It never throws for Redis's sake.
    /// </summary>
    /// <param name="keys">The keys; those that cannot be cached are left out.</param>
    /// <param name="cancellationToken">Gives up waiting; the invalidation goes on.</param>
    /// <returns>
    /// <see cref="InvalidationOutcome.Applied"/>, within milliseconds as a rule, or after
    /// <see cref="CoherenceOptions.InvalidationTimeout"/> at the latest <see cref="InvalidationOutcome.Owed"/>.
    /// </returns>
    public ValueTask<InvalidationOutcome> InvalidateAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return InvalidateNamesAsync(NamesOfKeys(keys), cancellationToken);
    }

    /// <summary>As <see cref="RemoveByTagAsync(IEnumerable{string}, CancellationToken)"/>, and says what became of it; see <see cref="InvalidateAsync(IEnumerable{string}, CancellationToken)"/>.</summary>
    /// <param name="tags">The tags, <c>*</c> for everything; those that cannot be used are left out.</param>
    /// <param name="cancellationToken">Gives up waiting; the invalidation goes on.</param>
    /// <returns>Whether Redis has it, or is owed it.</returns>
    public ValueTask<InvalidationOutcome> InvalidateByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return InvalidateNamesAsync(NamesOfTags(tags), cancellationToken);
    }

    /// <summary>
    /// Stops listening, and closes the connection that it made. What is in Redis stays. Owed invalidations are sent first, for
    /// <see cref="CoherenceOptions.InvalidationTimeout"/> at most; what could not be told by then is lost, and one line of the log says so.
    /// </summary>
    public ValueTask DisposeAsync() => _lifetime?.DisposeAsync() ?? default;

    /// <summary>As <see cref="DisposeAsync"/>: it blocks while invalidations are owed, and does not wait for the connection to close.</summary>
    public void Dispose()
    {
        if (!_core.Link.Owed.IsEmpty)
            _lifetime?.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        _ = _lifetime?.DisposeAsync().AsTask();
    }

    internal Task StartAsync(CancellationToken cancellationToken) => _lifetime?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    internal Task StopAsync(CancellationToken cancellationToken) => _lifetime?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    private string[] NamesOfKeys(IEnumerable<string>? keys) =>
        [.. (keys ?? []).Where(_core.Keys.IsValid).Select(_core.Keys.NameOfKey).Distinct(StringComparer.Ordinal)];

    private string[] NamesOfTags(IEnumerable<string>? tags) =>
        [.. (tags ?? []).Where(_core.Keys.IsValidTag).Select(_core.Keys.NameOfTag).Distinct(StringComparer.Ordinal)];

    private async ValueTask<InvalidationOutcome> InvalidateNamesAsync(string[] names, CancellationToken cancellationToken) =>
        names.Length == 0 ? InvalidationOutcome.Applied : (await _core.Link.InvalidateAsync(names, null, cancellationToken).ConfigureAwait(false)).Outcome;

    private async ValueTask RemoveNamesAsync(string[] names, CancellationToken cancellationToken) =>
        ThrowIfOwed(await InvalidateNamesAsync(names, cancellationToken).ConfigureAwait(false));

    private void ThrowIfOwed(InvalidationOutcome outcome)
    {
        if (outcome is InvalidationOutcome.Owed && _core.ThrowsWhenOwed)
            throw new InvalidationOwedException();
    }
}
