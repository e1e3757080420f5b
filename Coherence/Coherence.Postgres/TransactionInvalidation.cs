using AspireCache.Coherence.Postgres.Internal;
using AspireCache.Coherence.Postgres.Internal.Outbox;
using Npgsql;

namespace AspireCache.Coherence.Postgres;

/// <summary>Invalidation as a part of a database transaction.</summary>
public static class TransactionInvalidation
{
    /// <summary>
    /// Invalidates tags on every node if, and only if, the connection's transaction commits; without a transaction at once. It is
    /// for what the mapped tables do not show: data derived elsewhere, rows of tables that are not mapped.
    /// </summary>
    /// <param name="connection">An open connection to the database that the relay reads.</param>
    /// <param name="domain">The cache's <see cref="CoherenceOptions.Domain"/>.</param>
    /// <param name="tags">The tags, as given to <c>GetOrCreateAsync</c>; <c>*</c> is everything. None: nothing happens.</param>
    /// <param name="cancellationToken">Gives up; nothing is invalidated then.</param>
    /// <exception cref="ArgumentException">A tag is empty or holds a control character.</exception>
    /// <exception cref="NpgsqlException">The database could not be told.</exception>
    public static async Task InvalidateAsync(this NpgsqlConnection connection, string domain, IEnumerable<string> tags, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentException.ThrowIfNullOrEmpty(domain);
        ArgumentNullException.ThrowIfNull(tags);
        string[] all = [.. tags];
        if (all.Length == 0)
            return;
        foreach (var tag in all)
            if (string.IsNullOrWhiteSpace(tag) || tag.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0)
                throw new ArgumentException("A tag is empty or holds a control character.", nameof(tags));
        // Which of the two is listened to is the relay's configuration; the database knows whether there is an outbox.
        var outbox = new OutboxSql(RelayNames.OutboxOf(domain));
        bool hasOutbox;
        await using (var command = new NpgsqlCommand("select to_regprocedure($3) is not null, pg_logical_emit_message(true, $1, $2)::text", connection))
        {
            command.Parameters.Add(new() { Value = RelayMessage.PrefixOf(domain) });
            command.Parameters.Add(new() { Value = RelayMessage.Tags(all) });
            command.Parameters.Add(new() { Value = $"{outbox.Invalidate}(text[])" });
            hasOutbox = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }

        if (!hasOutbox)
            return;
        await using var insert = new NpgsqlCommand($"select {outbox.Invalidate}($1)", connection);
        insert.Parameters.Add(new() { Value = all });
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
