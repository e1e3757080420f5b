using Aspire.Hosting.Kubernetes;

namespace AspireCache.AppHost.AppModel;

/// <summary>Adds the probes of a service.</summary>
internal static class ProbeExtensions
{
    private const string Endpoint = "http";

    /// <summary>Longer than ServiceDefaults lets a check take: what is degraded must not look unreachable.</summary>
    private const int TimeoutSeconds = 3;

    /// <summary>Ready where <c>/health</c> says so, alive where <c>/alive</c> does.</summary>
    public static IResourceBuilder<ProjectResource> WithHealthProbes(this IResourceBuilder<ProjectResource> project)
    {
        project
            .WithHttpProbe(ProbeType.Readiness, "/health", timeoutSeconds: TimeoutSeconds, endpointName: Endpoint)
            .WithHttpProbe(ProbeType.Liveness, "/alive", timeoutSeconds: TimeoutSeconds, endpointName: Endpoint);
        // It throws where the environment is another.
        return project.ApplicationBuilder.PublishesToKubernetes() ? project.PublishAsKubernetesService(WriteSchemesInUpperCase) : project;
    }

    // Kubernetes takes HTTP, Aspire writes http (microsoft/aspire#18271): remove this when Aspire has mended it.
    private static void WriteSchemesInUpperCase(KubernetesResource service)
    {
        foreach (var container in service.Workload?.PodTemplate.Spec.Containers ?? [])
            foreach (var probe in (ReadOnlySpan<Aspire.Hosting.Kubernetes.Resources.ProbeV1?>)[container.ReadinessProbe, container.LivenessProbe])
                if (probe?.HttpGet is { } get)
                    get.Scheme = get.Scheme?.ToUpperInvariant()!;
    }
}
