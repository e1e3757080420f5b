using Web.Frontend.Api;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the clients of the Catalog API.</summary>
internal static class CatalogClientExtensions
{
    private static readonly Uri BaseAddress = new("https+http://catalog-api/api/v1/");

    /// <summary>Adds the clients, one a feature; the API is found through service discovery.</summary>
    public static IServiceCollection AddCatalogClients(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddTransient<VisitorAddressHandler>();
        services.AddTransient<WriteTokenHandler>();

        services.AddCatalogClient<CatalogClient>();
        services.AddCatalogClient<ProductEditorClient>().AddHttpMessageHandler<WriteTokenHandler>();
        services.AddCatalogClient<ImportClient>().AddHttpMessageHandler<WriteTokenHandler>();

        services.AddCatalogClient<ImportStreamClient>()
            .RemoveAllResilienceHandlers()
            .AddHttpMessageHandler<WriteTokenHandler>()
            .ConfigureHttpClient(static http => http.Timeout = Timeout.InfiniteTimeSpan);
        return services;
    }

    private static IHttpClientBuilder AddCatalogClient<TClient>(this IServiceCollection services)
        where TClient : class =>
        services.AddHttpClient<TClient>(static http => http.BaseAddress = BaseAddress)
            // A picture's redirection is for the browser to follow, never for this server.
            .UseSocketsHttpHandler(static (handler, _) =>
            {
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
            })
            .AddHttpMessageHandler<VisitorAddressHandler>();
}
