using AspireCache.TestSupport;
using Npgsql;

namespace AspireCache.Coherence.Postgres.Tests;

/// <summary>A database of its own with a table of products, and what is needed to change it.</summary>
internal sealed class ProductsDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    private ProductsDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        _source = NpgsqlDataSource.Create(connectionString);
    }

    public string ConnectionString { get; }

    public static async Task<ProductsDatabase> CreateAsync(TestServers servers, CancellationToken cancellationToken) =>
        await CreateAsync(await servers.CreateDatabaseAsync(cancellationToken), cancellationToken);

    /// <param name="connectionString">An empty database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ProductsDatabase> CreateAsync(string connectionString, CancellationToken cancellationToken)
    {
        var database = new ProductsDatabase(connectionString);
        await database.ExecuteAsync(
            """
            create table products (id bigint primary key, category text not null, price integer not null, description text);
            alter table products replica identity full;
            insert into products select n, 'c' || n % 3, 100, 'about' from generate_series(1, 10) n
            """,
            cancellationToken);
        return database;
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask<int> PriceAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand($"select price from products where id = {id}");
        return (int?)await command.ExecuteScalarAsync(cancellationToken) ?? -1;
    }

    /// <summary>Forgets connections to a server that has ended meanwhile.</summary>
    public void Reconnect() => _source.Clear();

    public Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken).AsTask();

    public async Task<T?> QueryAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        // A slot left behind keeps the log for ever, and its database alive.
        await ExecuteAsync(
            "select pg_terminate_backend(active_pid) from pg_replication_slots where database = current_database() and active", CancellationToken.None);
        await Eventually.TrueAsync(
            async () => await QueryAsync<long>("select count(*) from pg_replication_slots where database = current_database() and active", CancellationToken.None) == 0,
            "the slots are free");
        await ExecuteAsync("select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database()", CancellationToken.None);
        await _source.DisposeAsync();
    }
}
