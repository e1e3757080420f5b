using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.EndToEnd.Tests.Fixtures;

/// <summary>The running application, with local servers and data that end with it.</summary>
public sealed class RunningStack : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    private readonly DistributedApplication _application;

    private RunningStack(DistributedApplication application) => _application = application;

    /// <summary>Where the storefront is.</summary>
    public Uri WebAddress => _application.GetEndpoint("web-frontend", "http");

    /// <summary>Where the API is.</summary>
    public Uri ApiAddress => _application.GetEndpoint("catalog-api", "http");

    /// <summary>What a client sends to be allowed to write.</summary>
    public string WriteToken { get; private init; } = "";

    /// <summary>Starts it, and waits until everything is healthy.</summary>
    /// <param name="arguments">The AppHost's command line.</param>
    public static async Task<RunningStack> StartAsync(params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(StartTimeout);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["--Servers=local", "--Data=temporary", .. arguments], limit.Token);
        var application = await builder.BuildAsync(limit.Token);
        try
        {
            await application.StartAsync(limit.Token);
            await application.ResourceNotifications.WaitForResourceHealthyAsync("web-frontend", limit.Token);
            var token = application.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ParameterResource>().Single(p => p.Name == "write-token");
            return new RunningStack(application) { WriteToken = await token.GetValueAsync(limit.Token) ?? "" };
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>The process that a resource is now.</summary>
    public int ProcessId(string resource) =>
        Convert.ToInt32(State(resource).Snapshot.Properties.Single(p => p.Name == "executable.pid").Value, CultureInfo.InvariantCulture);

    /// <summary>Waits until a resource is in such a state.</summary>
    public Task WaitAsync(string resource, Func<CustomResourceSnapshot, bool> state) =>
        _application.ResourceNotifications.WaitForResourceAsync(resource, change => state(change.Snapshot), TestContext.Current.CancellationToken);

    /// <summary>Does what a click on a command in the dashboard does.</summary>
    public async Task ExecuteAsync(string resource, string command)
    {
        var result = await _application.ResourceCommands.ExecuteCommandAsync(resource, command, TestContext.Current.CancellationToken);
        Assert.True(result.Success, result.Message);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    private ResourceEvent State(string resource) =>
        _application.ResourceNotifications.TryGetCurrentState(resource, out var state) ? state : throw new InvalidOperationException($"There is no resource {resource}.");
}
