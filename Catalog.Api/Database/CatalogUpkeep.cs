using Npgsql;

namespace Catalog.Api.Database;

/// <summary>What a catalogue needs after many changes at once, and would otherwise wait for autovacuum to do.</summary>
internal static class CatalogUpkeep
{
    /// <summary>
    /// Renews the planner's picture of the tables and moves what the GIN indexes keep pending into their trees: a search has to
    /// go through all of it row by row, after 20,000 new products some ten times as long as through the tree
    /// (https://www.postgresql.org/docs/current/gin-implementation.html#GIN-FAST-UPDATE).
    /// </summary>
    public static async Task AfterManyChangesAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("vacuum (analyze) products, brands, categories, search_words");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
