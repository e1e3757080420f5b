using AspireCache.Coherence.Postgres;
using Catalog.Api.Caching;

namespace Catalog.Api.Changes;

/// <summary>Registers the stream of changes, where commits are followed and may be told in plain text.</summary>
internal static class ChangesSetup
{
    public static void AddChanges(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ChangesOptions>().BindConfiguration(ChangesOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        if (!CachingSetup.FollowsCommitsInPlainText(builder.Configuration))
            return;
        services.AddSingleton<ChangeJournal>();
        services.AddSingleton<ChangeHub>();
        services.AddHostedService(static provider => provider.GetRequiredService<ChangeHub>());
        services.AddSingleton<ChangeStream>();
        services.AddOptions<PostgresInvalidationOptions>().Configure<ChangeJournal>(static (relay, journal) =>
        {
            relay.Describe(CatalogTables.Products, ChangedProduct.Describe);
            relay.OnCommitted = journal.AppendAsync;
        });
    }
}
