using AspireCache.Coherence;
using AspireCache.Coherence.Postgres;
using AspireCache.Coherence.Postgres.Internal;
using AspireCache.Coherence.Postgres.Internal.Diagnostics;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets commits in Postgres invalidate the application's cache.</summary>
public static class CoherencePostgresExtensions
{
    /// <summary>
    /// Whatever commits in the mapped tables invalidates the entries that carry the rows' tags, on every node: the application's own
    /// writes, a migration, a hand at <c>psql</c>. Every node calls it; one of them relays, and another takes over when it ends.
    /// </summary>
    /// <remarks>
    /// A node that cannot prove that the relay is alive for <see cref="CoherenceOptions.DetachedAfter"/> is detached: strict
    /// namespaces are then read from their source. What the database lacks (<c>wal_level</c>, a privilege, a replica identity) is
    /// told in the log with the remedy, and tried again.
    /// </remarks>
    /// <param name="builder">What <c>AddCoherence</c> returned.</param>
    /// <param name="configure">Sets the connection string and maps the tables.</param>
    /// <returns>The same builder.</returns>
    public static IHybridCacheBuilder AddPostgresInvalidation(this IHybridCacheBuilder builder, Action<PostgresInvalidationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<PostgresInvalidationOptions>().Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgresInvalidationOptions>, PostgresInvalidationOptionsValidator>());
        builder.Services.Configure<CoherenceOptions>(static options => options.HasRelay = true);
        builder.Services.TryAddSingleton<RelayMetrics>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, Relay>());
        return builder;
    }
}
