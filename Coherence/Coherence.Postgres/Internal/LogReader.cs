using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>
/// Reads committed transactions from the slot, in the order of their commits, and says what each invalidates. Rows are mapped
/// as they stream by and are not kept.
/// See https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html.
/// </summary>
internal sealed class LogReader(PostgresInvalidationOptions options, RelayNames names, string relay, ILogger logger)
{
    /// <summary>Reads until the connection ends or is cancelled; throws what ended it. A full channel holds the server back.</summary>
    public async Task ReadAsync(LogicalReplicationConnection connection, ChannelWriter<LogItem> writer, CancellationToken cancellationToken)
    {
        var transaction = new TransactionTags(options.MostTags, options.Descriptions, logger);
        uint xid = 0;
        ulong behind = 0;
        long? beat = null;
        var messages = connection.StartReplication(
            new PgOutputReplicationSlot(names.Slot),
            new PgOutputReplicationOptions(names.Publication, PgOutputProtocolVersion.V1, binary: false, messages: true),
            cancellationToken);
        await foreach (var message in messages.ConfigureAwait(false))
        {
            switch (message)
            {
                case BeginMessage begin:
                    transaction = new TransactionTags(options.MostTags, options.Descriptions, logger);
                    xid = begin.TransactionXid;
                    // Where its commit begins: who has read further has read that.
                    behind = (ulong)begin.TransactionFinalLsn + 1;
                    beat = null;
                    break;
                case InsertMessage insert when MapOf(insert.Relation, transaction) is { } map:
                    transaction.Add(map, await ReadRowAsync(map, RowChange.Insert, insert.NewRow, null, cancellationToken).ConfigureAwait(false), isLast: true);
                    break;
                case UpdateMessage update when MapOf(update.Relation, transaction) is { } map:
                    await ReadUpdateAsync(map, update, transaction, cancellationToken).ConfigureAwait(false);
                    break;
                case DeleteMessage delete when MapOf(delete.Relation, transaction) is { } map:
                    var row = delete is FullDeleteMessage full ? full.OldRow : ((KeyDeleteMessage)delete).Key;
                    transaction.Add(map, await ReadRowAsync(map, RowChange.Delete, row, null, cancellationToken).ConfigureAwait(false), isLast: true);
                    break;
                case TruncateMessage truncate:
                    foreach (var relation in truncate.Relations)
                        if (MapOf(relation, transaction) is { } map)
                            transaction.AddWhole(map);
                    break;
                case LogicalDecodingMessage told when told.Prefix == names.Prefix:
                    var text = await RelayMessage.ReadAsync(told.Data, cancellationToken).ConfigureAwait(false);
                    beat = RelayMessage.ReadBeat(text, relay) ?? beat;
                    transaction.Add(RelayMessage.ReadTags(text) ?? []);
                    break;
                case CommitMessage commit when transaction.IsChange || beat is not null:
                    await writer.WriteAsync(new LogItem(xid, transaction.Tags, transaction.Changes, (ulong)commit.TransactionEndLsn, beat, transaction.IsChange), cancellationToken).ConfigureAwait(false);
                    break;
            }

            // The server sends nothing of a transaction that has not committed.
            if (message is not CommitMessage && transaction.TakeEarly() is { Count: > 0 } early)
                await writer.WriteAsync(new LogItem(xid, early, [], behind, null, IsWhole: false), cancellationToken).ConfigureAwait(false);
        }
    }

    // Null: rows of no interest, or of no interest any more.
    private TableMap? MapOf(RelationMessage relation, TransactionTags transaction) =>
        options.Tables.TryGetValue($"{relation.Namespace}.{relation.RelationName}", out var map) && !transaction.IsWhole(map) ? map : null;

    private static async ValueTask ReadUpdateAsync(TableMap map, UpdateMessage update, TransactionTags transaction, CancellationToken cancellationToken)
    {
        // The old version comes first in the stream, and has to be read first.
        var old = update switch
        {
            FullUpdateMessage full => full.OldRow,
            IndexUpdateMessage index => index.Key,
            _ => null,
        };
        Dictionary<string, string?>? before = null;
        if (old is not null)
        {
            before = await ReadValuesAsync(old, null, cancellationToken).ConfigureAwait(false);
            transaction.Add(map, new ChangedRow(map.Table, RowChange.Update, before), isLast: false);
        }

        transaction.Add(map, await ReadRowAsync(map, RowChange.Update, update.NewRow, before, cancellationToken).ConfigureAwait(false), isLast: true);
    }

    private static async ValueTask<ChangedRow> ReadRowAsync(
        TableMap map, RowChange change, ReplicationTuple row, Dictionary<string, string?>? before, CancellationToken cancellationToken) =>
        new(map.Table, change, await ReadValuesAsync(row, before, cancellationToken).ConfigureAwait(false));

    private static async ValueTask<Dictionary<string, string?>> ReadValuesAsync(
        ReplicationTuple row, Dictionary<string, string?>? before, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string?>(row.NumColumns, StringComparer.Ordinal);
        await foreach (var value in row.ConfigureAwait(false))
        {
            var name = value.GetFieldName();
            if (value.IsDBNull)
            {
                values[name] = null;
            }
            else if (!value.IsUnchangedToastedValue)
            {
                using var text = value.GetTextReader();
                values[name] = await text.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (before is not null && before.TryGetValue(name, out var unchanged))
            {
                // Long values that an update left alone are not in its new version.
                values[name] = unchanged;
            }
        }

        return values;
    }
}
