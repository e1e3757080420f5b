using Catalog.Api.Imports.Receiving;
using Npgsql;

namespace Catalog.Api.Imports.Merging;

/// <summary>Brings the staged rows of one import into the catalogue, within the transaction that is open on the connection.</summary>
internal sealed class CatalogMerge(NpgsqlConnection connection, Guid importId)
{
    private readonly string _rows = StagingTable.NameOf(importId);

    /// <summary>Makes and changes products.</summary>
    /// <param name="begin">Told how many, before the first is written.</param>
    /// <param name="cancellationToken">Stops the statement that runs.</param>
    public async Task<MergeCounts> RunAsync(Func<long, Task> begin, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        await ExecuteAsync(MergeSql.LockChanged, cancellationToken);
        await begin(await CountAsync(MergeSql.CountWritten, cancellationToken));
        await ExecuteAsync(MergeSql.MakeBrands, cancellationToken);
        await ExecuteAsync(MergeSql.MakeCategories, cancellationToken);
        long inserted = await ExecuteAsync(MergeSql.Insert, cancellationToken);
        long updated = await ExecuteAsync(MergeSql.Update, cancellationToken);
        return await WithUnchangedAsync(inserted, updated, cancellationToken);
    }

    /// <summary>Counts what <see cref="RunAsync"/> would do now, and changes and locks nothing.</summary>
    public async Task<MergeCounts> PredictAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        long updated = await CountAsync(MergeSql.CountChanged, cancellationToken);
        long inserted = await CountAsync(MergeSql.CountNew, cancellationToken);
        return await WithUnchangedAsync(inserted, updated, cancellationToken);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync(MergeSql.Settings, cancellationToken);
        // The table is new; without this the planner knows nothing of it.
        await ExecuteAsync("analyze {rows} (line, valid, sku, brand, category)", cancellationToken);
        await ExecuteAsync(MergeSql.LookUpBrands, cancellationToken);
        await ExecuteAsync(MergeSql.LookUpCategories, cancellationToken);
        await ExecuteAsync(MergeSql.FindNew, cancellationToken);
    }

    private async Task<MergeCounts> WithUnchangedAsync(long inserted, long updated, CancellationToken cancellationToken) =>
        new(inserted, updated, await CountAsync(MergeSql.CountValid, cancellationToken) - inserted - updated);

    private async Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Create(sql);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Create(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // A large file takes its time; who does not want to wait can cancel.
    private NpgsqlCommand Create(string sql) =>
        new(sql.Replace("{rows}", _rows, StringComparison.Ordinal), connection) { CommandTimeout = 0 };
}
