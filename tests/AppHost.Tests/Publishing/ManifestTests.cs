using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AspireCache.AppHost.Setup;
using AspireCache.TestSupport;

namespace AspireCache.AppHost.Tests.Publishing;

/// <summary>The manifest that azd reads.</summary>
public sealed partial class ManifestTests : IDisposable
{
    private static readonly HashSet<string> BindingProperties = ["host", "port", "targetPort", "scheme", "url"];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Manifest_Published_HasWhatIsDeployedAndNothingElse()
    {
        var resources = await PublishAsync();

        var types = resources.GroupBy(r => r.Value!["type"]!.GetValue<string>(), r => r.Key).ToDictionary(t => t.Key, t => string.Join(' ', t.Order(StringComparer.Ordinal)));
        Assert.Equal(new Dictionary<string, string>
        {
            ["container.v0"] = "cache postgres",
            ["project.v0"] = "catalog-api web-frontend",
            ["value.v0"] = "catalogdb",
            ["parameter.v0"] = "cache-password postgres-password write-token",
            ["annotated.string"] = "cache-password-uri-encoded postgres-password-uri-encoded",
        }, types);
    }

    [Fact]
    public async Task Manifest_EveryReference_NamesAResourceAndAPropertyThatExist()
    {
        var resources = await PublishAsync();

        var references = References().Matches(resources.ToJsonString()).Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(references);
        Assert.DoesNotContain(references, reference => !Exists(resources, reference.Split('.')));
    }

    [Fact]
    public async Task Manifest_Secrets_AreInputsThatTheDeploymentGenerates()
    {
        var resources = await PublishAsync();

        foreach (var parameter in (string[])["cache-password", "postgres-password", "write-token"])
        {
            var input = resources[parameter]!["inputs"]!["value"]!;
            Assert.True(input["secret"]!.GetValue<bool>());
            Assert.True(input["default"]!["generate"]!["minLength"]!.GetValue<int>() >= 22);
        }

        Assert.Equal("{write-token.value}", resources["catalog-api"]!["env"]!["Catalog__WriteToken"]!.GetValue<string>());
        Assert.Equal("{write-token.value}", resources["web-frontend"]!["env"]!["Catalog__WriteToken"]!.GetValue<string>());
    }

    private static bool Exists(JsonObject resources, string[] path)
    {
        if (resources[path[0]] is not JsonObject resource) return false;
        if (path is [_, "bindings", var binding, var property]) return resource["bindings"]?[binding] is not null && BindingProperties.Contains(property);
        return path.Length > 1 && path.Skip(1).Aggregate((JsonNode?)resource, (node, name) => (node as JsonObject)?[name]) is not null;
    }

    private async Task<JsonObject> PublishAsync()
    {
        var file = Path.Combine(_folder.Path, "aspire-manifest.json");
        await using var host = HostProcess.Start(typeof(HostSetup).Assembly.Location, "--publisher", "manifest", "--output-path", file);
        Assert.True(await host.WaitForExitAsync(Cancellation) == 0, host.Output);
        return JsonNode.Parse(await File.ReadAllTextAsync(file, Cancellation))!["resources"]!.AsObject();
    }

    [GeneratedRegex(@"\{([A-Za-z][^{}""]*)\}")]
    private static partial Regex References();
}
