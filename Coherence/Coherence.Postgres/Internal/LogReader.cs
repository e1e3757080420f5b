using System.Text;
using System.Threading.Channels;
using AspireCache.Coherence.Postgres.Internal.PgOutput;
using AspireCache.Coherence.Postgres.Internal.Tables;
using Microsoft.Extensions.Logging;
using Npgsql.Replication;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>
/// Reads committed transactions from the slot, in the order of their commits, and says what each invalidates. Rows are mapped
/// as they stream by and are not kept; of a transaction in progress only what it will invalidate.
/// See https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html.
/// <list type="table">
/// <item><term><c>B</c> <c>C</c></term><description>a transaction that has committed begins, and ends</description></item>
/// <item><term><c>S</c> <c>E</c></term><description>a part of one in progress begins, and ends; in it the transaction follows each message's kind</description></item>
/// <item><term><c>A</c> <c>c</c></term><description>one that was read in parts, or a part of it, was rolled back; it has committed</description></item>
/// <item><term><c>R</c></term><description>a table's columns, before its first row and whenever they have changed</description></item>
/// <item><term><c>I</c> <c>U</c> <c>D</c> <c>T</c></term><description>what was done to a row, or to whole tables</description></item>
/// <item><term><c>M</c></term><description>a message that somebody put into the log</description></item>
/// </list>
/// </summary>
internal sealed class LogReader(PostgresInvalidationOptions options, RelayNames names, TableCatalog tables, string relay, TimeProvider time, ILogger logger)
{
    private const int MostReady = 256;

    private readonly MappingFaults _faults = new(logger);
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(names.Prefix);
    private readonly Dictionary<uint, Dictionary<string, int>> _columns = [];

    // Where a transaction that is still in progress does not fit into the server's memory, what it did until then comes in pieces.
    private readonly Dictionary<uint, TransactionTags> _inProgress = [];
    private TransactionTags? _transaction;
    private bool _isInProgress;
    private uint _xid;
    private ulong _behind;
    private long? _beat;

    /// <summary>Reads until the connection ends or is cancelled; throws what ended it. A full channel holds the server back.</summary>
    public async Task ReadAsync(LogicalReplicationConnection connection, ChannelWriter<LogItem> writer, CancellationToken cancellationToken)
    {
        var ready = new List<LogItem>(MostReady);
        var stream = new LogStream(IsWanted);
        var messages = LogStream.Start(connection, names, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var ending = messages.ConfigureAwait(false);
        for (var hasWaited = false; ;)
        {
            var next = messages.MoveNextAsync();
            if (!next.IsCompleted)
            {
                hasWaited = true;
                await WriteAsync(ready, writer, cancellationToken).ConfigureAwait(false);
            }

            if (!await next.ConfigureAwait(false))
                return;
            var item = await stream.ReadAsync(messages.Current, cancellationToken).ConfigureAwait(false) is { } message ? Take(message) : null;
            if (item is { } read)
                ready.Add(read);
            if (ready.Count == MostReady || (hasWaited && item is not null))
                await WriteAsync(ready, writer, cancellationToken).ConfigureAwait(false);
            // The server sends each commit, and each row, for itself: to wake for each costs more than to read it. Of a commit what
            // follows is awaited at once.
            if (!hasWaited || (item is null && !_isInProgress))
                continue;
            await Task.Delay(CommitApplier.Together, time, cancellationToken).ConfigureAwait(false);
            hasWaited = false;
        }
    }

    private static async ValueTask WriteAsync(List<LogItem> ready, ChannelWriter<LogItem> writer, CancellationToken cancellationToken)
    {
        foreach (var item in ready)
            await writer.WriteAsync(item, cancellationToken).ConfigureAwait(false);
        ready.Clear();
    }

    // Asked of each message: rows of no interest, or of no interest any more, are not even read.
    private bool IsWanted(ReadOnlyMemory<byte> head)
    {
        var cursor = new LogCursor(head.Span);
        if (cursor.ReadByte() is not ((byte)'I' or (byte)'U' or (byte)'D'))
            return true;
        if (_isInProgress)
            cursor.ReadUInt32();
        return tables.Find(cursor.ReadUInt32()) is { } part && !Current.AreWhole(part.Maps);
    }

    private TransactionTags Current => _transaction ??= Begin();

    /// <returns>What there is to do now.</returns>
    private LogItem? Take(byte[] message)
    {
        var cursor = new LogCursor(message);
        switch ((char)cursor.ReadByte())
        {
            case 'B':
                // Where its commit begins: who has read further has read that.
                _behind = cursor.ReadUInt64() + 1;
                cursor.ReadUInt64();
                (_xid, _transaction, _beat, _isInProgress) = (cursor.ReadUInt32(), null, null, false);
                return null;
            case 'C':
                cursor.Take(1 + sizeof(ulong));
                return TakeCommitted(_xid, _transaction, cursor.ReadUInt64(), _beat);
            case 'S':
                _isInProgress = true;
                var started = cursor.ReadUInt32();
                if (!_inProgress.TryGetValue(started, out _transaction))
                    _inProgress[started] = _transaction = Begin();
                return null;
            case 'E':
                (_isInProgress, _transaction) = (false, null);
                return null;
            case 'A':
                TakeAborted(cursor.ReadUInt32(), cursor.ReadUInt32());
                return null;
            case 'c':
                var committed = cursor.ReadUInt32();
                cursor.Take(1 + sizeof(ulong));
                _inProgress.Remove(committed, out var streamed);
                return TakeCommitted(committed, streamed, cursor.ReadUInt64(), null);
            default:
                TakeChange(message);
                // Of one that has committed the tags of whole tables need not wait for its other rows.
                return !_isInProgress && _transaction?.TakeEarly() is { Count: > 0 } early ? new LogItem(_xid, early, [], _behind, null, IsWhole: false) : null;
        }
    }

    private TransactionTags Begin() => new(options.MostTags, options.Descriptions, _faults);

    private static LogItem? TakeCommitted(uint xid, TransactionTags? transaction, ulong position, long? beat) =>
        transaction is { IsChange: true } ? new LogItem(xid, transaction.Tags, transaction.Changes, position, beat, IsWhole: true)
        : beat is not null ? new LogItem(xid, [], [], position, beat, IsWhole: false)
        : null;

    private void TakeAborted(uint transaction, uint part)
    {
        if (part == transaction)
            _inProgress.Remove(transaction);
        else if (_inProgress.TryGetValue(transaction, out var aborted))
            aborted.Forget(part);
    }

    private void TakeChange(byte[] message)
    {
        var cursor = new LogCursor(message);
        var kind = (char)cursor.ReadByte();
        uint? subtransaction = _isInProgress && kind is not 'O' ? cursor.ReadUInt32() : null;
        Current.Subtransaction = subtransaction;
        switch (kind)
        {
            case 'R':
                ReadColumns(cursor);
                break;
            case 'M':
                ReadMessage(cursor);
                break;
            case 'T':
                var count = cursor.ReadUInt32();
                cursor.ReadByte();
                for (; count > 0; count--)
                    AddWhole(tables.Find(cursor.ReadUInt32())?.Maps ?? []);
                break;
            case 'I' or 'U' or 'D':
                // Behind the kind, the transaction of one in progress, and the table.
                TakeRow(message, kind, cursor.ReadUInt32(), 1 + sizeof(uint) + (subtransaction is null ? 0 : sizeof(uint)));
                break;
        }
    }

    private void TakeRow(byte[] message, char kind, uint table, int place)
    {
        if (tables.Find(table) is not { } part)
            return;
        var columns = _columns[table];
        if (kind is not 'I')
            AddWhole(part.Maps.Where(map => !part.CarriesOldRows(map)));
        var change = kind switch { 'I' => RowChange.Insert, 'D' => RowChange.Delete, _ => RowChange.Update };
        RowImage? old = null;
        // The key or all of the old version; of an update that left the key alone there may be none.
        if (message[place] is (byte)'K' or (byte)'O')
        {
            old = new RowImage(message, place + 1, columns, null);
            Add(part, change, old, isLast: kind is 'D');
            place = old.End;
        }

        if (kind is not 'D')
            Add(part, change, new RowImage(message, place + 1, columns, old), isLast: true);
    }

    private void Add(TablePart part, RowChange change, RowImage row, bool isLast)
    {
        foreach (var map in part.Maps)
            Current.Add(map, new ChangedRow(map.Table, change, row.TryGet), isLast);
    }

    private void AddWhole(IEnumerable<TableMap> maps)
    {
        foreach (var map in maps)
            Current.AddWhole(map);
    }

    private void ReadColumns(LogCursor cursor)
    {
        var table = cursor.ReadUInt32();
        cursor.ReadBytes();
        cursor.ReadBytes();
        cursor.ReadByte();
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var count = cursor.ReadUInt16(); columns.Count < count;)
        {
            cursor.ReadByte();
            columns[cursor.ReadString()] = columns.Count;
            // Type and modifier.
            cursor.Take(2 * sizeof(uint));
        }

        _columns[table] = columns;
    }

    private void ReadMessage(LogCursor cursor)
    {
        cursor.Take(1 + sizeof(ulong));
        if (!cursor.ReadBytes().SequenceEqual(_prefix))
            return;
        var text = Encoding.UTF8.GetString(cursor.Take((int)cursor.ReadUInt32()));
        _beat = RelayMessage.ReadBeat(text, relay) ?? _beat;
        Current.Add(RelayMessage.ReadTags(text) ?? []);
    }
}
