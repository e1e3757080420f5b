using Aspire.Hosting.Kubernetes;

namespace AspireCache.AppHost.Model;

/// <summary>Kubernetes.</summary>
internal static partial class PublishExtensions
{
    static partial void AddKubernetes(IDistributedApplicationBuilder builder, ref bool isThere)
    {
        isThere = true;
        // Without a storage type, volumes become emptyDir: gone with the pod.
        builder.AddKubernetesEnvironment("kubernetes").WithProperties(environment => environment.DefaultStorageType = "pvc");
        foreach (var service in builder.Resources.OfType<ProjectResource>().ToList())
            builder.CreateResourceBuilder(service).PublishAsKubernetesService(WriteSchemesInUpperCase);
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
