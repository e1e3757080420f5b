using AspireCache.EmbeddedServers;
using AspireCache.EmbeddedServers.Postgres;
using AspireCache.EmbeddedServers.Processes;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>
/// A server of one version for the tests of one class, with prepared transactions. Where npm cannot provide it the tests are skipped with
/// the reason, and fail in CI.
/// </summary>
public abstract class PostgresOfVersion(int version) : IAsyncLifetime
{
    private readonly ProcessGuard _guard = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"aspirecache-postgres-{Guid.NewGuid():N}");
    private EmbeddedPostgres? _postgres;
    private string? _unavailable;

    public EmbeddedPostgres Postgres
    {
        get
        {
            if (_unavailable is not null)
                Assert.Skip(_unavailable);
            return _postgres!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var options = new EmbeddedPostgresOptions
        {
            Folder = _folder,
            Durable = false,
            Guard = _guard,
            MajorVersion = version,
            ToolsFolder = Path.Combine(Path.GetTempPath(), "aspirecache-tools"),
        };
        try
        {
            _postgres = await EmbeddedPostgres.StartAsync(options);
            await using (var source = NpgsqlDataSource.Create(_postgres.ConnectionString() + ";Pooling=false"))
            await using (var command = source.CreateCommand("alter system set max_prepared_transactions = 8"))
                await command.ExecuteNonQueryAsync();
            await _postgres.DisposeAsync();
            await _postgres.RestartAsync();
        }
        catch (EmbeddedServerException e) when (Environment.GetEnvironmentVariable("CI") is null)
        {
            _unavailable = e.Message;
        }
    }

    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(Postgres.ConnectionString());
        await using var create = source.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync(cancellationToken);
        return Postgres.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _guard.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
