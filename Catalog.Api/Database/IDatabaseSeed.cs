namespace Catalog.Api.Database;

/// <summary>Something to put into the database after its schema is up to date and before requests are served.</summary>
internal interface IDatabaseSeed
{
    /// <summary>Called by every replica at every start: has to find out itself whether there is anything to do.</summary>
    Task SeedAsync(CancellationToken cancellationToken);
}
