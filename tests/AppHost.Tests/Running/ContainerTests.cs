using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using AspireCache.AppHost.Setup;
using AspireCache.EmbeddedServers.Processes;
using AspireCache.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.AppHost.Tests.Running;

/// <summary>The application with Redis and Postgres in containers. Skipped, with the reason, where this machine runs none.</summary>
public sealed class ContainerTests
{
    private static readonly string[] Servers = ["cache", "postgres"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Application_InContainers_ServesAProductAndLeavesNoContainer()
    {
        Assert.SkipWhen(ContainerRuntime.Find() is null, "No container runtime answers.");
        var runtime = ContainerRuntime.Find()!;
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["--Servers=containers", "--Data=temporary", "--SampleData=false"], Cancellation);
        foreach (var server in Servers)
            if (await FindObstacleAsync(runtime, builder.Resources.Single(r => r.Name == server)) is { } reason) Assert.Skip(reason);

        string[] containers;
        await using (var application = await builder.BuildAsync(Cancellation))
        {
            await application.StartAsync(Cancellation);
            await application.ResourceNotifications.WaitForResourceHealthyAsync("web-frontend", Cancellation);
            containers = [.. Servers.Select(server => ContainerId(application, server))];
            foreach (var container in containers) Assert.True(await SucceedsAsync(runtime, "container", "inspect", container));

            await CreateAndReadAsync(application);
            await application.StopAsync(Cancellation);
        }

        // The orchestrator removes them by itself.
        foreach (var container in containers)
            await Eventually.TrueAsync(async () => !await SucceedsAsync(runtime, "container", "inspect", container), $"container {container} is removed");
    }

    // Through the storefront, from the API, from the database, by way of Redis.
    private static async Task CreateAndReadAsync(DistributedApplication application)
    {
        var token = application.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ParameterResource>().Single(p => p.Name == "write-token");
        using var api = application.CreateHttpClient("catalog-api", "http");
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await token.GetValueAsync(Cancellation));
        using var created = await api.PostAsJsonAsync("/api/v1/products", new { sku = "KETTLE-1", name = "Copper kettle", price = new { amount = 19.95m, currency = "USD" }, stock = 3 }, Cancellation);
        created.EnsureSuccessStatusCode();
        var id = (await created.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["id"]!.GetValue<long>();

        using var storefront = application.CreateHttpClient("web-frontend", "http");
        Assert.Contains("Copper kettle", await storefront.GetStringAsync($"/p/{id}", Cancellation), StringComparison.Ordinal);
        Assert.Equal("Healthy", await api.GetStringAsync("/health", Cancellation));
    }

    // Null where the image is there, or can be pulled, and runs.
    private static async Task<string?> FindObstacleAsync(string runtime, IResource server)
    {
        Assert.True(server.TryGetContainerImageName(out var image));
        if (!await SucceedsAsync(runtime, "image", "inspect", image) && !await SucceedsAsync(runtime, "pull", "--quiet", image)) return $"{runtime} cannot pull {image}.";
        return await SucceedsAsync(runtime, "run", "--rm", "--entrypoint", "true", image) ? null : $"{runtime} cannot run a container of {image}.";
    }

    private static string ContainerId(DistributedApplication application, string resource)
    {
        Assert.True(application.ResourceNotifications.TryGetCurrentState(resource, out var state));
        return (string)state.Snapshot.Properties.Single(p => p.Name == "container.id").Value!;
    }

    private static async Task<bool> SucceedsAsync(string program, params string[] arguments) =>
        (await Command.RunAsync(new ProcessStartInfo(program, arguments), Cancellation)).ExitCode == 0;
}
