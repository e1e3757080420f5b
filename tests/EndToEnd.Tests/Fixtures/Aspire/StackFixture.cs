using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.EndToEnd.Tests.Fixtures;

/// <summary>The running application, started once for all tests by Aspire, with the sample catalogue.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    private DistributedApplication? _application;

    public Uri WebAddress => Application.GetEndpoint("web-frontend", "http");

    public Uri ApiAddress => Application.GetEndpoint("catalog-api", "http");

    public string WriteToken { get; private set; } = "";

    private DistributedApplication Application => _application ?? throw new InvalidOperationException("The stack is not running.");

    public async ValueTask InitializeAsync()
    {
        using var limit = new CancellationTokenSource(StartTimeout);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["--Data=temporary"], limit.Token);
        _application = await builder.BuildAsync(limit.Token);
        await _application.StartAsync(limit.Token);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync("web-frontend", limit.Token);

        var model = _application.Services.GetRequiredService<DistributedApplicationModel>();
        var token = model.Resources.OfType<ParameterResource>().Single(p => p.Name == "write-token");
        WriteToken = await token.GetValueAsync(limit.Token) ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is null) return;
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }
}
