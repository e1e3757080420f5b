using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using AspireCache.Coherence.Internal;
using AspireCache.Coherence.Internal.Invalidation;
using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using AspireCache.Coherence.Postgres.Internal.Tables;
using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.Replication;
using NpgsqlTypes;

namespace AspireCache.Coherence.Postgres.Internal;

/// <summary>
/// One node's time as the relay. The slot admits one reader, so to read from it <em>is</em> to be the relay. A beat of its own,
/// sent through the log, comes back behind everything that committed before it.
/// </summary>
internal sealed class Leadership(
    CacheCore core, NpgsqlDataSource database, RelaySetup setup, PostgresInvalidationOptions options, RelayNames names, RelayStatus status, RelayMetrics metrics, TimeProvider time, ILogger logger)
{
    private const int MostItemsWaiting = 4096;
    private const int ReadBuffer = 128 * 1024;

    // How much of a transaction in progress the server sends in one go: beats wait for it.
    private const string DecodingMemory = "2MB";
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SlotCheckInterval = TimeSpan.FromSeconds(30);

    private readonly string _relay = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<long, RelayRound> _rounds = new();
    private long _beats;

    /// <summary>Relays until something fails, or it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = new LogicalReplicationConnection(ReplicationString())
        {
            WalReceiverStatusInterval = StatusInterval,
            WalReceiverTimeout = Silence,
        };
        await connection.Open(cancellationToken).ConfigureAwait(false);
        var system = await connection.IdentifySystem(cancellationToken).ConfigureAwait(false);
        var (print, run) = await ReadPrintAsync(cancellationToken).ConfigureAwait(false);
        var tables = await setup.ReadTablesAsync(cancellationToken).ConfigureAwait(false);
        var source = string.Create(CultureInfo.InvariantCulture, $"{system.SystemId}:{system.Timeline}:{run}:{names.Slot}:{print}");

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = Channel.CreateBounded<LogItem>(new BoundedChannelOptions(MostItemsWaiting) { SingleReader = true, SingleWriter = true });
        var reading = new LogReader(options, names, tables, _relay, time, logger).ReadAsync(connection, items.Writer, stop.Token);
        var relaying = RelayAsync(connection, source, items.Reader, stop.Token);
        var beating = BeatAsync(print, stop.Token);
        try
        {
            await await Task.WhenAny(reading, relaying, beating).ConfigureAwait(false);
            throw new InvalidOperationException("The server ended the replication.");
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(reading, relaying, beating).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(string Print, string Run)> ReadPrintAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select {SchemaPrint.Sql}, {ServerCheck.RunSql}");
        SchemaPrint.AddParameters(command, options, names);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (reader.IsDBNull(0) ? "" : reader.GetString(0), reader.GetString(1));
    }

    private async Task RelayAsync(LogicalReplicationConnection connection, string source, ChannelReader<LogItem> items, CancellationToken cancellationToken)
    {
        // The first beat has come back: the slot is this node's. Asked before, where it goes on might be told of one that was lost since.
        await items.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        var slot = await setup.ReadSlotAsync(cancellationToken).ConfigureAwait(false);
        while (!await core.Link.TakeOverAsync(source, slot.Confirmed, slot.LogEnd).ConfigureAwait(false))
            await Task.Delay(options.Retry, time, cancellationToken).ConfigureAwait(false);
        status.Leads(log => log.Leading(new NpgsqlLogSequenceNumber(slot.Confirmed).ToString(), names.Slot));
        var applier = new CommitApplier(core, options, new VisibilityGate(database, time), _rounds, Confirm, metrics, time, logger);
        await applier.ApplyAsync(items, cancellationToken).ConfigureAwait(false);

        // The next status message carries it.
        void Confirm(ulong position) => connection.SetReplicationStatus(new NpgsqlLogSequenceNumber(position));
    }

    private async Task BeatAsync(string print, CancellationToken cancellationToken)
    {
        var checkedAt = time.GetTimestamp();
        using var timer = new PeriodicTimer(options.Heartbeat, time);
        do
        {
            var number = ++_beats;
            if (await core.Link.BeginRoundAsync().ConfigureAwait(false) is { } round)
                _rounds[number] = round;
            // One statement, one snapshot: where tables were altered before it, there is no beat, and the round never ends.
            await using (var command = database.CreateCommand($"select pg_logical_emit_message(true, @prefix, @beat)::text where {SchemaPrint.Sql} = @print"))
            {
                command.Parameters.AddWithValue("prefix", names.Prefix);
                command.Parameters.AddWithValue("beat", RelayMessage.Beat(_relay, number));
                command.Parameters.AddWithValue("print", print);
                SchemaPrint.AddParameters(command, options, names);
                if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is null)
                    throw new SchemaChangedException();
            }

            if (time.GetElapsedTime(checkedAt) > SlotCheckInterval)
            {
                metrics.Behind((await setup.ReadSlotAsync(cancellationToken).ConfigureAwait(false)).BytesBehind);
                checkedAt = time.GetTimestamp();
            }

        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    // The server gives the slot free when a relay has been silent for so long, not only when its connection ends.
    private string ReplicationString()
    {
        var text = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false, ReadBufferSize = ReadBuffer };
        // pg_stat_activity shows which node it is, where the application says.
        text.ApplicationName = $"{text.ApplicationName} coherence relay {names.Slot}".Trim();
        // What is set later counts: the connection string may set the memory too.
        text.Options = $"-c logical_decoding_work_mem={DecodingMemory} {text.Options} -c wal_sender_timeout={(int)Silence.TotalMilliseconds}".Trim();
        return text.ConnectionString;
    }
}
