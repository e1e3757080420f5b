using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;
using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// Keeps what is sensitive from Redis: entries go there encrypted, under hidden names. Tags come hidden already. What does not open
/// is no entry: it is made anew.
/// </summary>
internal sealed class SealedDomain(IRedisDomain redis, KeyRules keys, PolicyTable policies, EntrySeal seal, CoherenceMetrics metrics, ILogger logger) : IRedisDomain
{
    public long Connection => redis.Connection;

    public ValueTask<Snapshot> ReadAsync(string key, string[] tags) =>
        IsSensitive(key) ? ReadSealedAsync(key, tags) : redis.ReadAsync(key, tags);

    public ValueTask<Snapshot> ReadFencesAsync(string[] tags) => redis.ReadFencesAsync(tags);

    public ValueTask<FillStart> BeginFillAsync(string key, string[] tags, string? lease, Knowledge known, TimeSpan lifetime, bool unlessThere) =>
        IsSensitive(key) ? BeginSealedAsync(key, tags, lease, known, lifetime, unlessThere) : redis.BeginFillAsync(key, tags, lease, known, lifetime, unlessThere);

    public ValueTask<bool> StoreAsync(string key, ReadOnlyMemory<byte> entry, TimeSpan lifetime, string? lease) =>
        IsSensitive(key)
            ? redis.StoreAsync(keys.NameOfKey(key), seal.Seal(key, entry.Span), lifetime, lease)
            : redis.StoreAsync(key, entry, lifetime, lease);

    public ValueTask<bool> RenewAsync(string key, string lease, Knowledge known) => redis.RenewAsync(NameOf(key), lease, known);

    public ValueTask<bool> ReleaseAsync(string key, string lease) => redis.ReleaseAsync(NameOf(key), lease);

    public ValueTask<InvalidationAnswer> InvalidateAsync(string[] tags, WriteClaim? claim, Knowledge known) => redis.InvalidateAsync(tags, claim, known);

    public ValueTask<SyncAnswer> SyncAsync(Knowledge known, bool raise) => redis.SyncAsync(known, raise);

    public ValueTask<InvalidationAnswer> CommitAsync(string[] tags, ulong position, Knowledge known) => redis.CommitAsync(tags, position, known);

    public ValueTask<DomainClock> TakeOverAsync(string source, ulong position, ulong end, Knowledge known) => redis.TakeOverAsync(source, position, end, known);

    public ValueTask<RelayRound> BeginRoundAsync(Knowledge known) => redis.BeginRoundAsync(known);

    public ValueTask<bool> EndRoundAsync(RelayRound round, ulong position, Knowledge known) => redis.EndRoundAsync(round, position, known);

    public void Listen(Action<FeedEvent> heard, Action missed) => redis.Listen(heard, missed);

    private async ValueTask<Snapshot> ReadSealedAsync(string key, string[] tags) =>
        Open(key, await redis.ReadAsync(keys.NameOfKey(key), tags).ConfigureAwait(false));

    private async ValueTask<FillStart> BeginSealedAsync(string key, string[] tags, string? lease, Knowledge known, TimeSpan lifetime, bool unlessThere)
    {
        var start = await redis.BeginFillAsync(keys.NameOfKey(key), tags, lease, known, lifetime, unlessThere).ConfigureAwait(false);
        return start with { Snapshot = Open(key, start.Snapshot) };
    }

    private Snapshot Open(string key, Snapshot found)
    {
        if (found.Entry.IsEmpty)
            return found;
        using (found)
        {
            var opened = seal.Open(key, found.Entry.Span);
            if (opened is null)
            {
                metrics.Rejected("not_decrypted");
                logger.EntryRejected("not decrypted");
            }

            return new Snapshot(found.Clock, found.Fences.ToArray(), opened);
        }
    }

    private string NameOf(string key) => IsSensitive(key) ? keys.NameOfKey(key) : key;

    private bool IsSensitive(string key) => policies.IsSensitive(TagNames.NamespaceOf(key));
}
