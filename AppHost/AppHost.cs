using AspireCache.AppHost.Model;
using AspireCache.AppHost.Setup;
using Microsoft.Extensions.DependencyInjection;

// Options behind `--` (docs/running.md). A start that cannot succeed ends here, and says what to do.
if (!HostSetup.TryCreate(args, out var setup, out var exitCode)) return exitCode;
using var held = setup;

var builder = DistributedApplication.CreateBuilder(setup.AspireArguments);
builder.Services.AddSingleton(setup).AddHostedService<OrchestratorWatch>().AddHostedService<ReadyMessage>();

// What a client must send to be allowed to write.
var writeToken = builder.AddWriteToken(setup);

// Containers, or processes of this machine.
var (cache, catalogdb) = builder.AddServers(setup);

var catalogApi = builder.AddProject<Projects.Catalog_Api>("catalog-api")
    .WithReference(cache).WaitFor(cache)
    .WithReference(catalogdb).WaitFor(catalogdb)
    .WithEnvironment("Catalog__WriteToken", writeToken)
    .WithEnvironment("Catalog__SampleData", setup.Options.SampleData ? "true" : "false")
    .WithSettings("Cache")
    .WithReplicas(setup.Options.Replicas)
    .WithServiceDefaults(setup)
    .WithOperatorCommands(setup)
    .WithUrlForEndpoint("http", url => (url.Url, url.DisplayText) = ("/docs", "API reference"));

builder.AddProject<Projects.Web_Frontend>("web-frontend")
    .WithExternalHttpEndpoints()
    .WithReference(catalogApi).WaitFor(catalogApi)
    .WithEnvironment("Catalog__WriteToken", writeToken)
    .WithServiceDefaults(setup)
    .WithUrlForEndpoint("http", url => url.DisplayText = "Storefront")
    .WithUrlForEndpoint("http", _ => new() { Url = ServiceExtensions.SignInPath(setup), DisplayText = "Manage" });

// Compose or Kubernetes where the setting Publish:Environment names one; none for the plain manifest and azd.
builder.AddPublishEnvironment();

builder.Build().Run();
return 0;
