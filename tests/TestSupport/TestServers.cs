using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.EmbeddedServers.Processes;
using AspireCache.EmbeddedServers.Redis;
using Npgsql;
using Xunit;

namespace AspireCache.TestSupport;

/// <summary>
/// Postgres and Redis for the tests of one assembly, started once:
/// <c>[assembly: AssemblyFixture(typeof(TestServers))]</c>, then take it in a test class's constructor. Where Postgres cannot
/// be had, tests that ask for it are skipped with the reason, and fail in CI.
/// </summary>
public sealed class TestServers : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"aspirecache-tests-{Guid.NewGuid():N}");
    private readonly ProcessGuard _guard = new();
    private EmbeddedPostgres? _postgres;
    private EmbeddedRedis? _redis;
    private string? _unavailable;

    /// <summary>The Postgres server.</summary>
    public EmbeddedPostgres Postgres => _postgres ?? throw Missing();

    /// <summary>The Redis server.</summary>
    public EmbeddedRedis Redis => _redis ?? throw Missing();

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        try
        {
            _postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions
            {
                Folder = _folder,
                Durable = false,
                Guard = _guard,
                ToolsFolder = Path.Combine(Path.GetTempPath(), "aspirecache-tools"),
            });
            _redis = await EmbeddedRedis.StartAsync(new EmbeddedRedisOptions());
        }
        catch (EmbeddedServerException e) when (Environment.GetEnvironmentVariable("CI") is null)
        {
            _unavailable = e.Message;
        }
    }

    /// <summary>Makes an empty database that nobody else uses, and returns what Npgsql takes to connect to it.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(Postgres.ConnectionString());
        await using var create = source.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync(cancellationToken);
        return Postgres.ConnectionString(name);
    }

    /// <summary>Drops a database's replication slots, which would keep the log for ever, and ends who still reads them.</summary>
    public static async Task DropSlotsAsync(string connectionString)
    {
        // The time limits of a test are no matter of its cleaning up.
        var direct = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 60, CommandTimeout = 60 };
        await using var source = NpgsqlDataSource.Create(direct);
        await using var drop = source.CreateCommand(
            """
            select pg_terminate_backend(active_pid, 10000) from pg_replication_slots where database = current_database() and active;
            select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database()
            """);
        await drop.ExecuteNonQueryAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_redis is not null) await _redis.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        _guard.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private InvalidOperationException Missing()
    {
        if (_unavailable is not null) Assert.Skip(_unavailable);
        return new InvalidOperationException("The servers are not running: the fixture was not initialized, or is disposed.");
    }
}
