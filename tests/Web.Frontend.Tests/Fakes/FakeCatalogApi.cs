using System.Collections.Concurrent;
using Catalog.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Web.Frontend.Tests.Fakes;

/// <summary>A Catalog API on a free port that answers as the contract says, from memory, and fails when told to.</summary>
public sealed class FakeCatalogApi : IAsyncDisposable
{
    public const string Token = "fake-write-token-0123456789";

    private readonly WebApplication _app;

    private FakeCatalogApi(WebApplication app) => _app = app;

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>Every request so far.</summary>
    public ConcurrentQueue<RecordedRequest> Requests { get; } = new();

    /// <summary>When set, answers instead of the API.</summary>
    public Func<HttpContext, Task>? Failure { get; set; }

    internal FakeProducts Products { get; } = new();

    internal FakeImports Imports { get; } = new();

    internal FakeChanges Changes { get; } = new();

    public static async Task<FakeCatalogApi> StartAsync(string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        builder.Services.ConfigureHttpJsonOptions(options => CatalogJson.Configure(options.SerializerOptions));
        builder.Services.AddProblemDetails();

        var app = builder.Build();
        var fake = new FakeCatalogApi(app);
        app.Use(fake.RecordAsync);
        app.UseStatusCodePages();
        var api = app.MapGroup("/api/v1");
        fake.Products.Map(api);
        fake.Imports.Map(api);
        fake.Changes.Map(api);
        await app.StartAsync();
        return fake;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    internal static bool IsAuthorized(HttpContext context) => context.Request.Headers.Authorization == $"Bearer {Token}";

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        Requests.Enqueue(new RecordedRequest(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString.Value,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));

        if (Failure is { } fail)
            await fail(context);
        else
            await next(context);
    }
}
