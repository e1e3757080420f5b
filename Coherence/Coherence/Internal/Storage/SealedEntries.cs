using AspireCache.Coherence.Internal.Diagnostics;
using AspireCache.Coherence.Internal.Invalidation;
using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// Keeps what is sensitive from Redis: entries of sensitive namespaces go there encrypted and under hidden names, entries of others that
/// are made of them encrypted. Tags come hidden already. What does not open is a miss.
/// </summary>
internal sealed class SealedEntries(IEntryRequests redis, KeyRules keys, PolicyTable policies, EntrySeal seal, CoherenceMetrics metrics, ILogger logger) : IEntryRequests
{
    public async ValueTask<Snapshot> ReadAsync(string key, string[] tags) => Open(key, await redis.ReadAsync(NameOf(key), tags).ConfigureAwait(false));

    public ValueTask<Snapshot> ReadFencesAsync(string[] tags) => redis.ReadFencesAsync(tags);

    public async ValueTask<FillStart> BeginFillAsync(string key, string[] tags, string? lease, Knowledge known, TimeSpan lifetime, bool unlessThere)
    {
        var start = await redis.BeginFillAsync(NameOf(key), tags, lease, known, lifetime, unlessThere).ConfigureAwait(false);
        return start with { Snapshot = Open(key, start.Snapshot) };
    }

    public ValueTask<bool> StoreAsync(string key, ReadOnlyMemory<byte> entry, TimeSpan lifetime, string? lease, bool isSensitive) =>
        redis.StoreAsync(NameOf(key), isSensitive || IsSensitive(key) ? seal.Seal(key, entry.Span) : entry, lifetime, lease, isSensitive);

    public ValueTask<bool> RenewAsync(string key, string lease, Knowledge known) => redis.RenewAsync(NameOf(key), lease, known);

    public ValueTask<bool> ReleaseAsync(string key, string lease) => redis.ReleaseAsync(NameOf(key), lease);

    private Snapshot Open(string key, Snapshot found)
    {
        // Of a namespace that is not sensitive some entries are.
        if (found.Entry.IsEmpty || (!IsSensitive(key) && EntryFormat.IsPlain(found.Entry.Span)))
            return found;
        using (found)
        {
            var opened = seal.Open(key, found.Entry.Span);
            if (opened is null)
            {
                metrics.Rejected("not_decrypted");
                logger.EntryRejected("not decrypted");
            }

            return new Snapshot(found.Clock, found.Fences.ToArray(), opened) { WasSealed = true };
        }
    }

    private string NameOf(string key) => IsSensitive(key) ? keys.NameOfKey(key) : key;

    private bool IsSensitive(string key) => policies.IsSensitive(TagNames.NamespaceOf(key));
}
