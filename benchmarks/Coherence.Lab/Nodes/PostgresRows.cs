using AspireCache.Coherence.Postgres;
using Npgsql;

namespace AspireCache.Coherence.Lab.Nodes;

/// <summary>The rows in Postgres, with offers read from a standby where there is one.</summary>
internal sealed class PostgresRows(string primary, string standby) : IRows
{
    private readonly NpgsqlDataSource _standby = NpgsqlDataSource.Create(standby);

    public NpgsqlDataSource Primary { get; } = NpgsqlDataSource.Create(primary);

    public int Keys => Workload.Keys;

    public async ValueTask<long> ReadAsync(int key, CancellationToken cancellationToken)
    {
        await using var connection = await (Workload.IsOffer(key) ? _standby : Primary).OpenConnectionAsync(cancellationToken);
        if (Workload.IsOffer(key))
            await connection.ReadsFromReplicaAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"select version from {Workload.TableOf(key)} where id = $1", connection);
        command.Parameters.Add(new() { Value = key });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Primary.DisposeAsync();
        await _standby.DisposeAsync();
    }
}
