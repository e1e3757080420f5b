using Aspire.Hosting.Docker.Resources;
using Aspire.Hosting.Docker.Resources.ServiceNodes;

namespace AspireCache.AppHost.Model;

/// <summary>Docker Compose.</summary>
internal static partial class PublishExtensions
{
    // ASP.NET's images have no curl, but a bash that can open a connection.
    private const string HttpCheck =
        "bash -c 'exec 3<>/dev/tcp/127.0.0.1/$${HTTP_PORTS:-8080} && printf \"GET /health HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n\" >&3 && head -n 1 <&3 | grep -q 200'";

    static partial void AddCompose(IDistributedApplicationBuilder builder, ref bool isThere)
    {
        isThere = true;
        builder.AddDockerComposeEnvironment("compose").WithDashboard().ConfigureComposeFile(AddHealthChecks);
    }

    // Aspire turns WaitFor into service_started and writes no health checks.
    private static void AddHealthChecks(ComposeFile file)
    {
        AddHealthCheck(file, "cache", "REDISCLI_AUTH=\"$$REDIS_PASSWORD\" redis-cli ping | grep -q PONG");
        AddHealthCheck(file, "postgres", "pg_isready --username postgres --quiet");
        AddHealthCheck(file, "catalog-api", HttpCheck);
        AddHealthCheck(file, "web-frontend", HttpCheck);

        foreach (var service in file.Services.Values)
            foreach (var (dependency, condition) in service.DependsOn)
                if (file.Services.TryGetValue(dependency, out var target) && target.Healthcheck is not null)
                    condition.Condition = "service_healthy";
    }

    private static void AddHealthCheck(ComposeFile file, string service, string command)
    {
        if (!file.Services.TryGetValue(service, out var target)) return;
        target.Healthcheck = new Healthcheck
        {
            Test = ["CMD-SHELL", command],
            Interval = "10s",
            Timeout = "5s",
            Retries = 6,
            StartPeriod = "30s",
        };
    }
}
