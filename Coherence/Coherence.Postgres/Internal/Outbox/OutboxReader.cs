using System.Globalization;
using AspireCache.Coherence.Postgres.Internal.Tables;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace AspireCache.Coherence.Postgres.Internal.Outbox;

/// <summary>Reads what has committed from the outbox and says what each transaction invalidates. Lines are mapped as they stream by.</summary>
internal sealed class OutboxReader(NpgsqlDataSource database, TableCatalog tables, PostgresInvalidationOptions options, RelayNames names, ILogger logger)
{
    // So that an outbox that nobody has read for long does not come into memory at once.
    private const int MostTransactions = 256;

    private readonly MappingFaults _faults = new(logger);
    private readonly string _sql =
        $"""
        select pg_current_wal_insert_lsn(), o.id, o.xid::text::numeric, o.change::text, o.relation, o.columns, o.line, o.tags
        from (select) one left join {new OutboxSql(names.Outbox).Table} o on true order by o.id
        """;

    /// <param name="applied">Lines to pass over.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<OutboxPage> ReadAsync(IReadOnlySet<long> applied, CancellationToken cancellationToken)
    {
        var transactions = new Dictionary<decimal, (TransactionTags Tags, long LastId)>();
        var ids = new List<long>();
        var position = 0UL;
        var isComplete = true;
        await using var command = database.CreateCommand(_sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // Read after the snapshot was taken, and so behind every commit that it shows.
            position = (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(0);
            if (reader.IsDBNull(1))
                break;
            var id = reader.GetInt64(1);
            if (applied.Contains(id))
                continue;
            var xid = reader.GetDecimal(2);
            if (!transactions.TryGetValue(xid, out var transaction))
            {
                if (transactions.Count == MostTransactions)
                {
                    isComplete = false;
                    continue;
                }

                transaction.Tags = new TransactionTags(options.MostTags, options.Descriptions, _faults);
            }

            Add(reader, transaction.Tags);
            transactions[xid] = (transaction.Tags, id);
            ids.Add(id);
        }

        // Of two transactions that changed the same row the later one has the later last line: it had to wait for the other's commit.
        var items = transactions.OrderBy(static pair => pair.Value.LastId)
            .Select(pair => new LogItem((uint)(ulong)(pair.Key % (1UL << 32)), pair.Value.Tags.Tags, pair.Value.Tags.Changes, position, null, pair.Value.Tags.IsChange));
        return new OutboxPage([.. items], ids, position, isComplete);
    }

    private void Add(NpgsqlDataReader reader, TransactionTags transaction)
    {
        var change = reader.GetString(3)[0];
        if (change == 'T')
        {
            transaction.Add(reader.GetFieldValue<string[]>(7));
            return;
        }

        // Of tables that hold no mapped rows any more nothing needs to be known.
        if (!uint.TryParse(reader.GetString(4), NumberStyles.None, CultureInfo.InvariantCulture, out var oid) || tables.Find(oid) is not { } part)
            return;
        // Which of their rows the statement changed is not told.
        foreach (var map in tables.Below(oid))
            transaction.AddWhole(map);
        if (transaction.AreWhole(part.Maps))
            return;
        var values = change == 'W' ? null : ReadRow(part, reader.GetFieldValue<string?[]>(5), reader.GetString(6));
        foreach (var map in part.Maps)
        {
            if (values is null)
                transaction.AddWhole(map);
            else
                transaction.Add(map, new ChangedRow(map.Table, change switch { 'I' => RowChange.Insert, 'D' => RowChange.Delete, _ => RowChange.Update }, values.TryGetValue), isLast: change != 'O');
        }
    }

    private Dictionary<string, string?>? ReadRow(TablePart part, string?[] columns, string line)
    {
        try
        {
            var fields = RecordText.Read(line);
            if (fields.Count != columns.Length)
                throw new FormatException("A row's text has not as many fields as its table has columns.");
            var values = new Dictionary<string, string?>(columns.Length, StringComparer.Ordinal);
            for (var i = 0; i < columns.Length; i++)
                if (columns[i] is { } column)
                    values[column] = fields[i];
            return values;
        }
        catch (FormatException e)
        {
            _faults.Report(part.Name, e);
            return null;
        }
    }
}
