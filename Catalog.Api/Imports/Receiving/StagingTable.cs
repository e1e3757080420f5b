using Catalog.Contracts.Imports;
using Npgsql;

namespace Catalog.Api.Imports.Receiving;

/// <summary>
/// Where the rows of one import are kept until they are merged. Receiver and reaper meet on its lock: whoever holds it is
/// the receiver, and Postgres releases it when the receiver's connection ends, however that comes.
/// </summary>
internal static class StagingTable
{
    /// <summary>Its name, safe to put into SQL: the id is hexadecimal digits.</summary>
    public static string NameOf(Guid importId) => $"import_staging.rows_{importId:N}";

    /// <summary>Takes the import's lock until the transaction ends; false when another one has it.</summary>
    public static async Task<bool> TryLockAsync(NpgsqlConnection connection, Guid importId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended('import/' || $1, 0))", connection)
        {
            Parameters = { new() { Value = importId.ToString("N") } },
        };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task CreateAsync(NpgsqlConnection connection, Guid importId, CancellationToken cancellationToken)
    {
        // Null: the row does not say, what is stands. Empty: the row empties it. Wrong rows are here with line and sku only,
        // so that a later row of the same sku is told.
        await using var command = new NpgsqlCommand($"""
            create table {NameOf(importId)} (
              line bigint not null,
              valid boolean not null,
              sku text not null,
              name text,
              description text,
              brand text,
              category text,
              price numeric,
              currency text,
              stock integer,
              availability text,
              tags text[],
              image_link text,
              attributes jsonb,
              removed_attributes text[],
              replaces_attributes boolean)
            """, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task DropAsync(NpgsqlConnection connection, Guid importId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"drop table if exists {NameOf(importId)}", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Finds rows whose sku an earlier row has, makes them invalid and reports them.</summary>
    /// <param name="connection">In the receiver's transaction.</param>
    /// <param name="importId">The import.</param>
    /// <param name="column">What the file calls the sku.</param>
    /// <param name="errors">Where to report.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public static async Task RejectDuplicatesAsync(
        NpgsqlConnection connection, Guid importId, string column, RowErrors errors, CancellationToken cancellationToken)
    {
        await using (var find = new NpgsqlCommand($"""
            create temporary table import_duplicates on commit drop as
            select line, first_line, sku, valid
            from (select line, valid, sku, min(line) over (partition by sku) as first_line from {NameOf(importId)}) as numbered
            where line > first_line
            """, connection) { CommandTimeout = 0 })
        {
            if (await find.ExecuteNonQueryAsync(cancellationToken) == 0)
                return;
        }

        long newlyInvalid;
        await using (var reject = new NpgsqlCommand($"""
            update {NameOf(importId)} as staged set valid = false
            from import_duplicates as duplicate
            where staged.line = duplicate.line and staged.valid
            """, connection) { CommandTimeout = 0 })
        {
            newlyInvalid = await reject.ExecuteNonQueryAsync(cancellationToken);
        }

        var found = new List<ImportRowError>();
        await using var list = new NpgsqlCommand($"select line, first_line, sku from import_duplicates order by line limit {RowErrors.Kept}", connection);
        await using NpgsqlDataReader reader = await list.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            string sku = reader.GetString(2);
            found.Add(new ImportRowError(reader.GetInt64(0), column, $"must be unique within the file; line {reader.GetInt64(1)} has it already", sku, sku));
        }

        errors.Merge(found, newlyInvalid);
    }
}
