using System.Security.Cryptography;
using System.Text;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>What a domain's relay is called in the database.</summary>
/// <param name="Slot">The replication slot.</param>
/// <param name="Publication">The publication that names the mapped tables.</param>
/// <param name="Prefix">The prefix of the relay's messages in the log.</param>
/// <param name="Outbox">The domain's part of the outbox's names; see <see cref="Outbox.OutboxSql"/>.</param>
internal sealed record RelayNames(string Slot, string Publication, string Prefix, string Outbox)
{
    private const int LongestName = 63;
    private const int LongestOutbox = 40;
    private const int HashLength = 8;

    public static RelayNames For(PostgresInvalidationOptions options, string domain)
    {
        var slot = options.Slot ?? DefaultFor(domain);
        return new RelayNames(slot, options.Publication ?? slot, RelayMessage.PrefixOf(domain), OutboxOf(domain));
    }

    /// <summary>No two domains may share an outbox: each would take the other's changes away.</summary>
    public static string OutboxOf(string domain)
    {
        var name = Plain(domain);
        return name == domain && name.Length <= LongestOutbox
            ? name
            : $"{name[..Math.Min(name.Length, LongestOutbox - HashLength - 1)]}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(domain)))[..HashLength]}";
    }

    private static string DefaultFor(string domain)
    {
        var name = "coherence_" + Plain(domain);
        return name.Length <= LongestName ? name : name[..LongestName];
    }

    private static string Plain(string domain) => string.Concat(domain.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
