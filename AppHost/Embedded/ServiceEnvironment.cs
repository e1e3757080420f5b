using System.Globalization;

namespace AspireCache.AppHost.Embedded;

/// <summary>
/// The environment variables that services are started with: the names are Aspire's own
/// (https://aspire.dev/fundamentals/app-host-overview), so that a service cannot tell which engine started it. Variables of
/// the engine's own process, such as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, reach the services too.
/// </summary>
internal sealed class ServiceEnvironment(EmbeddedStack stack, StackOptions options, StackFolder folder)
{
    public Dictionary<string, string> ForApi(string name, Uri address)
    {
        var environment = Common(name, address);
        environment["ConnectionStrings__catalogdb"] = stack.CatalogConnectionString;
        environment["Catalog__SampleData"] = options.SampleData ? "true" : "false";
        return Finish(environment);
    }

    public Dictionary<string, string> ForWeb(string name, Uri address)
    {
        var environment = Common(name, address);
        for (var i = 0; i < stack.ApiAddresses.Count; i++)
            environment[string.Create(CultureInfo.InvariantCulture, $"services__catalog-api__http__{i}")] = stack.ApiAddresses[i].GetLeftPart(UriPartial.Authority);
        return Finish(environment);
    }

    private Dictionary<string, string> Common(string name, Uri address) => new()
    {
        ["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority),
        ["ASPNETCORE_ENVIRONMENT"] = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? "Development",
        ["OTEL_SERVICE_NAME"] = name,
        ["ConnectionStrings__cache"] = stack.CacheConnectionString,
        ["Catalog__WriteToken"] = folder.WriteToken,
        ["DataProtection__KeysDirectory"] = folder.KeysFolder,
        ["Logging__Console__FormatterName"] = "simple",
        ["Logging__Console__FormatterOptions__SingleLine"] = "true",
    };

    private Dictionary<string, string> Finish(Dictionary<string, string> environment)
    {
        foreach (var (name, value) in options.ServiceEnvironment)
            environment[name] = value;
        return environment;
    }
}
