namespace AspireCache.Coherence.Internal.Invalidation;

/// <content>What a relay asks.</content>
internal sealed partial class DomainLink
{
    /// <summary>Applies commits up to a position, everywhere; false when that is not certain, and has to be done again.</summary>
    public async ValueTask<bool> CommitAsync(string[] tags, ulong position) =>
        await RelayAsync(
            async () =>
            {
                var answer = await redis.CommitAsync(tags, position, view.Known).ConfigureAwait(false);
                view.ApplyOwn(answer, tags);
                Commits.Applied(tags);
                metrics.Invalidated(tags.Length);
                return true;
            }).ConfigureAwait(false);

    /// <summary>Takes over as relay; false when Redis cannot be asked or believed.</summary>
    public async ValueTask<bool> TakeOverAsync(string source, ulong position, ulong end) =>
        await RelayAsync(
            async () =>
            {
                var clock = await redis.TakeOverAsync(source, position, end, view.Known).ConfigureAwait(false);
                if (clock.Epoch != view.Current.Epoch)
                    SyncWanted?.Invoke();
                return true;
            }).ConfigureAwait(false);

    /// <summary>Begins a round of the relay; null when Redis cannot be asked or believed.</summary>
    public async ValueTask<RelayRound?> BeginRoundAsync() =>
        await RelayAsync<RelayRound?>(async () => await redis.BeginRoundAsync(view.Known).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Ends a round of the relay; false when it was of a lost lineage, or that is not certain: another round will do.</summary>
    public async ValueTask<bool> EndRoundAsync(RelayRound round, ulong position) =>
        await RelayAsync(async () => await redis.EndRoundAsync(round, position, view.Known).ConfigureAwait(false)).ConfigureAwait(false);

    private async ValueTask<T?> RelayAsync<T>(Func<ValueTask<T>> request)
    {
        if (!IsTrusted && !await TrustAsync().ConfigureAwait(false))
            return default;
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(e);
            return default;
        }
    }
}
