using System.Diagnostics;
using System.Globalization;
using AspireCache.Coherence.Lab.Nodes;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.EmbeddedServers.Processes;
using AspireCache.TestSupport.Faults;
using AspireCache.TestSupport.Postgres;
using Npgsql;

namespace AspireCache.Coherence.Lab.Cluster;

/// <summary>Postgres, and a standby that streams from it where the run asks for one.</summary>
internal sealed class LabPostgres : IAsyncDisposable
{
    private const string Database = "lab";
    private static readonly TimeSpan SlotReaderEndsWithin = TimeSpan.FromSeconds(5);

    private readonly EmbeddedPostgres _primary;
    private readonly ProcessGuard _guard;

    private LabPostgres(EmbeddedPostgres primary, ProcessGuard guard)
    {
        _primary = primary;
        _guard = guard;
    }

    /// <summary>The standby; null without one.</summary>
    public Standby? Standby { get; private set; }

    /// <summary>The standby's way to the primary; null without one.</summary>
    public FaultProxy? Stream { get; private set; }

    public int Port => _primary.Port;

    public static async Task<LabPostgres> StartAsync(string folder, bool withStandby, ProcessGuard guard, CancellationToken cancellationToken)
    {
        var primary = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Folder = folder, Databases = [Database], Durable = false, Guard = guard }, cancellationToken);
        var postgres = new LabPostgres(primary, guard);
        try
        {
            foreach (var rows in Enumerable.Range(0, Workload.Keys).GroupBy(Workload.TableOf))
                await postgres.AskAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"create table {rows.Key} (id int primary key, version bigint not null); insert into {rows.Key} select id, 1 from generate_series({rows.First()}, {rows.Last()}) id"));
            if (withStandby)
                await postgres.AddStandbyAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>How a process connects, over a port of its own.</summary>
    public string ConnectionString(string name, int port) => new NpgsqlConnectionStringBuilder(_primary.ConnectionString(Database))
    {
        ApplicationName = name,
        Port = port,
        Timeout = 2,
        CommandTimeout = 2,
        CancellationTimeout = 500,
    }.ConnectionString;

    /// <summary>Who relays now, as it calls itself; null when nobody does.</summary>
    public async Task<string?> FindRelayAsync() => await HasOutboxAsync()
        ? await AskAsync($"select relay from coherence.relay_{NodeCache.Domain} where until > clock_timestamp()")
        : await AskAsync("select a.application_name from pg_replication_slots s join pg_stat_activity a on a.pid = s.active_pid where s.slot_name like 'coherence%'");

    /// <summary>Ends the slot's reader and drops the slot, or empties the outbox, as a careless administrator might.</summary>
    public async Task DropSlotAsync()
    {
        if (await HasOutboxAsync())
        {
            await AskAsync($"truncate coherence.outbox_{NodeCache.Domain}");
            return;
        }

        // Another node takes it at once: whoever drops it has to be quicker.
        while (await AskAsync("select slot_name::text from pg_replication_slots where slot_name like 'coherence%'") is { } slot)
        {
            try
            {
                await AskAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"select pg_terminate_backend(active_pid, {SlotReaderEndsWithin.TotalMilliseconds:0}) from pg_replication_slots where slot_name = '{slot}' and active_pid is not null"));
                await AskAsync($"select pg_drop_replication_slot('{slot}')::text");
                return;
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.UndefinedObject)
            {
                // Taken again meanwhile.
            }
        }
    }

    private async Task<bool> HasOutboxAsync() => await AskAsync($"select to_regclass('coherence.outbox_{NodeCache.Domain}')::text") is not null;

    /// <summary>Ends it as a crash does; what was committed is in its log.</summary>
    public async Task KillAsync()
    {
        using var process = Process.GetProcessById(_primary.ProcessId);
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>.</summary>
    public Task RestartAsync() => _primary.RestartAsync();

    public async Task<string> VersionAsync() => (await AskAsync("select current_setting('server_version')"))!;

    public async ValueTask DisposeAsync()
    {
        if (Standby is not null)
        {
            var id = Standby.ProcessId;
            await Standby.DisposeAsync();
            _guard.Forget(id);
        }

        if (Stream is not null)
            await Stream.DisposeAsync();
        await _primary.DisposeAsync();
    }

    private async Task AddStandbyAsync(CancellationToken cancellationToken)
    {
        Stream = FaultProxy.Start(_primary.Port);
        Standby = await Standby.StartAsync(_primary.ConnectionString(Database), Stream.Port, cancellationToken);
        _guard.Watch(Standby.ProcessId);
    }

    private async Task<string?> AskAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_primary.ConnectionString(Database) + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync() as string;
    }
}
