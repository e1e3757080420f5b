using AspireCache.AppHost.Setup;
using Microsoft.Extensions.Hosting;

namespace AspireCache.AppHost.Model;

/// <summary>Says in the console where everything is, once it is healthy.</summary>
internal sealed class ReadyMessage(DistributedApplicationModel model, ResourceNotificationService notifications, IHostApplicationLifetime lifetime, HostSetup setup) : BackgroundService
{
    /// <summary>The resource whose health tells that the whole application is healthy: it waits for all others.</summary>
    private const string Last = "web-frontend";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await notifications.WaitForResourceHealthyAsync(Last, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }

        var storefront = AddressOf(Last);
        Console.WriteLine($"""

            AspireCache is ready.
              Storefront   {storefront}
              Management   {storefront}{ServiceExtensions.SignInPath(setup)}
              API          {AddressOf("catalog-api")}/docs
              Data         {setup.Data.FullPath}
            Press Ctrl+C to stop.

            """);
    }

    private string AddressOf(string resource) =>
        new EndpointReference((IResourceWithEndpoints)model.Resources.Single(r => r.Name == resource), "http").Url;
}
