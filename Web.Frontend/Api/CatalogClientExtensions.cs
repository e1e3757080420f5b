using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;
using Web.Frontend.Api;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the clients of the Catalog API.</summary>
internal static class CatalogClientExtensions
{
    private static readonly TimeSpan WriteAttempt = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan WriteTotal = TimeSpan.FromSeconds(15);
    private static readonly Uri BaseAddress = new("https+http://catalog-api/api/v1/");

    /// <summary>Adds the clients, one a feature; the API is found through service discovery.</summary>
    public static IServiceCollection AddCatalogClients(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddOptions<CatalogClientOptions>().BindConfiguration(CatalogClientOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddTransient<VisitorAddressHandler>();
        services.AddTransient<WriteTokenHandler>();
        services.AddTransient<WholeAnswerHandler>();

        services.AddCatalogClient<CatalogClient>().AddPageResilience();
        services.AddCatalogClient<ProductEditorClient>().AddPageResilience().AddHttpMessageHandler<WriteTokenHandler>();
        services.AddCatalogClient<ImportClient>().AddPageResilience().AddHttpMessageHandler<WriteTokenHandler>();
        services.AddCatalogClient<ImportStreamClient>()
            .AddHttpMessageHandler<WriteTokenHandler>()
            .ConfigureHttpClient(static http => http.Timeout = Timeout.InfiniteTimeSpan);
        services.AddCatalogClient<ChangeClient>().ConfigureHttpClient(static http => http.Timeout = Timeout.InfiniteTimeSpan);
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
            // The service defaults' resilience is for services that wait for each other, not for a person who waits for a page.
            .RemoveAllResilienceHandlers()
            .AddHttpMessageHandler<VisitorAddressHandler>();

    /// <summary>
    /// The standard resilience in a page's measure: a blip is bridged within a second; an API that is away, or that limits
    /// this visitor, is told to the visitor at once instead of after half a minute of trying. Reads are given up within
    /// seconds; writes are given longer, since one that is given up may have been made or not.
    /// </summary>
    private static IHttpClientBuilder AddPageResilience(this IHttpClientBuilder builder)
    {
        builder.AddStandardResilienceHandler().Configure(static (options, services) =>
        {
            var read = services.GetRequiredService<IOptions<CatalogClientOptions>>().Value.ReadTimeout;
            options.AttemptTimeout.Timeout = WriteAttempt;
            options.AttemptTimeout.TimeoutGenerator = arguments => ValueTask.FromResult(IsRead(arguments) ? read * 0.6 : WriteAttempt);
            options.TotalRequestTimeout.Timeout = WriteTotal;
            options.TotalRequestTimeout.TimeoutGenerator = arguments => ValueTask.FromResult(IsRead(arguments) ? read : WriteTotal);
            options.Retry.MaxRetryAttempts = 2;
            options.Retry.Delay = TimeSpan.FromMilliseconds(150);
            options.Retry.ShouldRetryAfterHeader = false;
            options.Retry.ShouldHandle = static arguments => ValueTask.FromResult(IsOutage(arguments.Outcome));
            options.Retry.DisableForUnsafeHttpMethods();
            options.CircuitBreaker.ShouldHandle = static arguments => ValueTask.FromResult(IsOutage(arguments.Outcome));
        });
        return builder.AddHttpMessageHandler<WholeAnswerHandler>();
    }

    private static bool IsRead(TimeoutGeneratorArguments arguments) =>
        arguments.Context.GetRequestMessage()?.Method is { } method && (method == HttpMethod.Get || method == HttpMethod.Head);

    // A visitor who asks too much is no outage: counted as one, a single visitor could open the circuit for everybody.
    private static bool IsOutage(Outcome<HttpResponseMessage> outcome) =>
        outcome.Result?.StatusCode is not HttpStatusCode.TooManyRequests && HttpClientResiliencePredicates.IsTransient(outcome);
}
