namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>What a domain's relay is called in the database.</summary>
internal sealed record RelayNames(string Slot, string Publication, string Prefix)
{
    private const int LongestName = 63;

    public static RelayNames For(PostgresInvalidationOptions options, string domain)
    {
        var slot = options.Slot ?? DefaultFor(domain);
        return new RelayNames(slot, options.Publication ?? slot, RelayMessage.PrefixOf(domain));
    }

    private static string DefaultFor(string domain)
    {
        var name = "coherence_" + string.Concat(domain.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return name.Length <= LongestName ? name : name[..LongestName];
    }
}
