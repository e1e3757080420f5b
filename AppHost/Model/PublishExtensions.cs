namespace AspireCache.AppHost.Model;

/// <summary>Adds where the application is published to.</summary>
internal static partial class PublishExtensions
{
    private const string Setting = "Publish:Environment";

    /// <summary>
    /// Adds the environment that the setting <c>Publish:Environment</c> names: <c>compose</c> or <c>kubernetes</c>. None by
    /// default: an environment changes the types in the plain manifest, which azd reads. Call it when all resources are there.
    /// </summary>
    public static void AddPublishEnvironment(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode || builder.Configuration[Setting] is not { Length: > 0 } name) return;
        var isThere = false;
        switch (name.ToUpperInvariant())
        {
            case "COMPOSE":
                AddCompose(builder, ref isThere);
                break;
            case "KUBERNETES":
                AddKubernetes(builder, ref isThere);
                break;
            default:
                throw new DistributedApplicationException($"The setting '{Setting}' is '{name}'. It takes 'compose' or 'kubernetes'; leave it out for the plain manifest.");
        }

        if (!isThere)
            throw new DistributedApplicationException($"Publishing to '{name}' needs Aspire.Hosting.Docker and Aspire.Hosting.Kubernetes, which the package feed lacked when this was built. Build with a feed that has them, and delete artifacts/feed-aspire-*.props first; or leave '{Setting}' out for the plain manifest.");
    }

    // In Publishing/, which is compiled where the feed has their packages.
    static partial void AddCompose(IDistributedApplicationBuilder builder, ref bool isThere);

    static partial void AddKubernetes(IDistributedApplicationBuilder builder, ref bool isThere);
}
