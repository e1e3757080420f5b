using Npgsql;

namespace Catalog.Api.Database;

/// <summary>
/// Brings the schema up to date. Any number of replicas may call it at once: an advisory lock lets one work while the others
/// wait and then find nothing to do. Each migration is a transaction together with the row that records it.
/// </summary>
internal sealed class Migrator(NpgsqlDataSource dataSource, ILogger<Migrator> logger)
{
    // Any number that no other program locks in this database will do.
    private const long LockId = 0x43_61_74_61_6c_6f_67;

    /// <exception cref="MigrationException">The database was migrated by a newer build, or an applied migration was edited.</exception>
    public async Task MigrateAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockId})", cancellationToken);
        try
        {
            await ExecuteAsync(connection, """
                create table if not exists schema_migrations (
                  version integer primary key,
                  name text not null,
                  checksum text not null,
                  applied_at timestamptz not null default now())
                """, cancellationToken);

            var applied = await ReadAppliedAsync(connection, cancellationToken);
            foreach (var migration in Pending(migrations, applied))
            {
                await ApplyAsync(connection, migration, cancellationToken);
                Log.MigrationApplied(logger, migration.Name);
            }
        }
        finally
        {
            // A pooled connection keeps session locks; if this fails the connection is broken and the server drops the lock.
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockId})", CancellationToken.None);
        }
    }

    /// <summary>What is still to be applied, once every applied migration was found unchanged.</summary>
    public static IEnumerable<Migration> Pending(IReadOnlyList<Migration> migrations, IReadOnlyDictionary<int, (string Name, string Checksum)> applied)
    {
        foreach (var (version, (name, checksum)) in applied.OrderBy(row => row.Key))
        {
            if (version > migrations.Count)
            {
                throw new MigrationException(
                    $"The database has migration {version} ('{name}'), this build knows {migrations.Count}: a newer build made it. " +
                    "Run that build or a later one, or give this one another database (ConnectionStrings:catalogdb).");
            }

            var migration = migrations[version - 1];
            if (migration.Checksum != checksum)
            {
                throw new MigrationException(
                    $"Migration '{migration.Name}' was edited after this database applied it as '{name}'. Put the file back as it was " +
                    "and make the change in a new migration; a development database can instead be dropped and created again.");
            }
        }

        return migrations.Where(migration => !applied.ContainsKey(migration.Version));
    }

    private static async Task<Dictionary<int, (string Name, string Checksum)>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<int, (string, string)>();
        await using var command = new NpgsqlCommand("select version, name, checksum from schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            applied.Add(reader.GetInt32(0), (reader.GetString(1), reader.GetString(2)));

        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, migration.Sql, cancellationToken);

        await using var record = new NpgsqlCommand("insert into schema_migrations (version, name, checksum) values ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = migration.Version }, new() { Value = migration.Name }, new() { Value = migration.Checksum } },
        };
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        // No time limit: another replica may be migrating a large table.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
