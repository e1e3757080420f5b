using AspireCache.AppHost.AppModel;

var builder = DistributedApplication.CreateBuilder(args);

// Compose or Kubernetes where the setting Publish:Environment names one; none for the plain manifest and azd.
builder.AddPublishEnvironment();

// What a client must send to be allowed to write. Made once, kept in the user secrets; in a deployment, an input.
var writeToken = builder.AddParameter("write-token", new GenerateParameterDefault { MinLength = 40, Special = false }, secret: true, persist: true);

// Containers; the embedded servers take their place where no container runtime answers.
var (cache, catalogdb) = builder.AddServers();

var catalogApi = builder.AddProject<Projects.Catalog_Api>("catalog-api")
    .WithReference(cache).WaitFor(cache)
    .WithReference(catalogdb).WaitFor(catalogdb)
    .WithEnvironment("Catalog__WriteToken", writeToken)
    .WithEnvironment("Cache__Engine", builder.Configuration["Cache:Engine"] ?? "Coherence")
    .WithHealthProbes()
    .WithUrlForEndpoint("http", _ => new() { Url = "/docs", DisplayText = "API reference" });

builder.AddProject<Projects.Web_Frontend>("web-frontend")
    .WithExternalHttpEndpoints()
    .WithReference(cache).WaitFor(cache)
    .WithReference(catalogApi).WaitFor(catalogApi)
    .WithEnvironment("Catalog__WriteToken", writeToken)
    .WithHealthProbes()
    .WithUrlForEndpoint("http", url => url.DisplayText = "Storefront");

builder.Build().Run();
