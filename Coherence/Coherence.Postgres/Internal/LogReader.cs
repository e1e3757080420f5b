using System.Threading.Channels;
using AspireCache.Coherence.Postgres.Internal.Tables;
using Microsoft.Extensions.Logging;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>
/// Reads committed transactions from the slot, in the order of their commits, and says what each invalidates. Rows are mapped
/// as they stream by and are not kept; of a transaction in progress only what it will invalidate.
/// See https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html.
/// </summary>
internal sealed class LogReader(PostgresInvalidationOptions options, RelayNames names, TableCatalog tables, string relay, ILogger logger)
{
    private readonly MappingFaults _faults = new(logger);

    // Where a transaction that is still in progress does not fit into the server's memory, what it did until then comes in pieces.
    private readonly Dictionary<uint, TransactionTags> _inProgress = [];

    /// <summary>Reads until the connection ends or is cancelled; throws what ended it. A full channel holds the server back.</summary>
    public async Task ReadAsync(LogicalReplicationConnection connection, ChannelWriter<LogItem> writer, CancellationToken cancellationToken)
    {
        var transaction = Begin();
        uint xid = 0;
        ulong behind = 0;
        long? beat = null;
        var isCommitted = false;
        var messages = connection.StartReplication(
            new PgOutputReplicationSlot(names.Slot),
            new PgOutputReplicationOptions(names.Publication, PgOutputProtocolVersion.V2, binary: false, PgOutputStreamingMode.On, messages: true),
            cancellationToken);
        await foreach (var message in messages.ConfigureAwait(false))
        {
            switch (message)
            {
                case BeginMessage begin:
                    (transaction, xid, beat, isCommitted) = (Begin(), begin.TransactionXid, null, true);
                    // Where its commit begins: who has read further has read that.
                    behind = (ulong)begin.TransactionFinalLsn + 1;
                    break;
                case StreamStartMessage start:
                    isCommitted = false;
                    if (!_inProgress.TryGetValue(start.TransactionXid, out transaction!))
                        _inProgress[start.TransactionXid] = transaction = Begin();
                    break;
                case StreamAbortMessage abort when abort.SubtransactionXid == abort.TransactionXid:
                    _inProgress.Remove(abort.TransactionXid);
                    break;
                case StreamAbortMessage abort when _inProgress.TryGetValue(abort.TransactionXid, out var aborted):
                    aborted.Forget(abort.SubtransactionXid);
                    break;
                case StreamCommitMessage commit when _inProgress.Remove(commit.TransactionXid, out var streamed) && streamed.IsChange:
                    await writer.WriteAsync(ItemOf(commit.TransactionXid, streamed, (ulong)commit.TransactionEndLsn, null), cancellationToken).ConfigureAwait(false);
                    break;
                case CommitMessage commit when transaction.IsChange || beat is not null:
                    await writer.WriteAsync(ItemOf(xid, transaction, (ulong)commit.TransactionEndLsn, beat), cancellationToken).ConfigureAwait(false);
                    break;
                case LogicalDecodingMessage told when told.Prefix == names.Prefix:
                    var text = await RelayMessage.ReadAsync(told.Data, cancellationToken).ConfigureAwait(false);
                    beat = RelayMessage.ReadBeat(text, relay) ?? beat;
                    transaction.Add(RelayMessage.ReadTags(text) ?? []);
                    break;
                default:
                    await ReadChangeAsync(message, transaction, cancellationToken).ConfigureAwait(false);
                    break;
            }

            // Of one that has committed the tags of whole tables need not wait for its other rows.
            if (isCommitted && message is not CommitMessage && transaction.TakeEarly() is { Count: > 0 } early)
                await writer.WriteAsync(new LogItem(xid, early, [], behind, null, IsWhole: false), cancellationToken).ConfigureAwait(false);
        }
    }

    private TransactionTags Begin() => new(options.MostTags, options.Descriptions, _faults);

    private static LogItem ItemOf(uint xid, TransactionTags transaction, ulong position, long? beat) =>
        new(xid, transaction.Tags, transaction.Changes, position, beat, transaction.IsChange);

    private async ValueTask ReadChangeAsync(PgOutputReplicationMessage message, TransactionTags transaction, CancellationToken cancellationToken)
    {
        transaction.Subtransaction = (message as TransactionalMessage)?.TransactionXid;
        switch (message)
        {
            case InsertMessage insert when Find(insert.Relation, transaction) is { } part:
                Add(part, RowChange.Insert, await ReadValuesAsync(insert.NewRow, null, cancellationToken).ConfigureAwait(false), transaction, isLast: true);
                break;
            case UpdateMessage update when Find(update.Relation, transaction) is { } part:
                await ReadUpdateAsync(part, update, transaction, cancellationToken).ConfigureAwait(false);
                break;
            case DeleteMessage delete when Find(delete.Relation, transaction) is { } part:
                AddWholeWithoutOldRows(part, transaction);
                var row = delete is FullDeleteMessage full ? full.OldRow : ((KeyDeleteMessage)delete).Key;
                Add(part, RowChange.Delete, await ReadValuesAsync(row, null, cancellationToken).ConfigureAwait(false), transaction, isLast: true);
                break;
            case TruncateMessage truncate:
                foreach (var map in truncate.Relations.SelectMany(relation => Find(relation, transaction)?.Maps ?? []))
                    transaction.AddWhole(map);
                break;
        }
    }

    // Null: rows of no interest, or of no interest any more.
    private TablePart? Find(RelationMessage relation, TransactionTags transaction) =>
        tables.Find(relation.RelationId) is { } part && !transaction.AreWhole(part.Maps) ? part : null;

    private static void Add(TablePart part, RowChange change, Dictionary<string, string?> values, TransactionTags transaction, bool isLast)
    {
        foreach (var map in part.Maps)
            transaction.Add(map, new ChangedRow(map.Table, change, values), isLast);
    }

    private static void AddWholeWithoutOldRows(TablePart part, TransactionTags transaction)
    {
        foreach (var map in part.Maps)
            if (!part.CarriesOldRows(map))
                transaction.AddWhole(map);
    }

    private static async ValueTask ReadUpdateAsync(TablePart part, UpdateMessage update, TransactionTags transaction, CancellationToken cancellationToken)
    {
        AddWholeWithoutOldRows(part, transaction);
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
            Add(part, RowChange.Update, before, transaction, isLast: false);
        }

        Add(part, RowChange.Update, await ReadValuesAsync(update.NewRow, before, cancellationToken).ConfigureAwait(false), transaction, isLast: true);
    }

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
