using System.Globalization;
using Catalog.Contracts;
using Catalog.Contracts.Products;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Caching.Hybrid;
using Npgsql;

namespace AspireCache.Http.Peers.Serving;

/// <summary>The caches that .NET brings, each set up as its documentation shows it, in front of the same query.</summary>
internal static class Peers
{
    private const string Route = "/api/v1/products/{id:long}";

    /// <summary>The least that a request can cost: no routing, no logging, nothing looked up.</summary>
    public static WebApplication Bare(int port, byte[] body)
    {
        var app = CreateBuilder(port).Build();
        app.Run(context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
        });
        return app;
    }

    /// <summary>Data in HybridCache, over memory and Redis.</summary>
    public static WebApplication Hybrid(int port)
    {
        var builder = CreateProductBuilder(port);
        builder.Services.AddStackExchangeRedisCache(redis => (redis.Configuration, redis.InstanceName) = (RedisOf(builder), "hybrid:"));
        builder.Services.AddHybridCache(options => options.DefaultEntryOptions = new() { Expiration = Lifetime, LocalCacheExpiration = Lifetime });
        var app = builder.Build();
        app.MapGet(Route, async Task<Results<Ok<Product>, NotFound>> (long id, HybridCache cache, ProductSource products, CancellationToken cancellationToken) =>
            await cache.GetOrCreateAsync(
                string.Create(CultureInfo.InvariantCulture, $"product:{id}"), (id, products),
                static async (state, cancellation) => await state.products.FindAsync(state.id, cancellation), cancellationToken: cancellationToken) is { } product
                ? TypedResults.Ok(product) : TypedResults.NotFound());
        return app;
    }

    /// <summary>Whole answers in memory.</summary>
    public static WebApplication OutputMemory(int port) => Output(CreateProductBuilder(port));

    /// <summary>Whole answers in Redis.</summary>
    public static WebApplication OutputRedis(int port)
    {
        var builder = CreateProductBuilder(port);
        builder.Services.AddStackExchangeRedisOutputCache(redis => (redis.Configuration, redis.InstanceName) = (RedisOf(builder), "output:"));
        return Output(builder);
    }

    private static TimeSpan Lifetime => TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("PEER_SECONDS") ?? "60", CultureInfo.InvariantCulture));

    private static WebApplication Output(WebApplicationBuilder builder)
    {
        builder.Services.AddOutputCache();
        var app = builder.Build();
        app.UseOutputCache();
        app.MapGet(Route, async Task<Results<Ok<Product>, NotFound>> (long id, ProductSource products, CancellationToken cancellationToken) =>
            await products.FindAsync(id, cancellationToken) is { } product ? TypedResults.Ok(product) : TypedResults.NotFound())
            .CacheOutput(static policy => policy.Expire(Lifetime));
        return app;
    }

    private static WebApplicationBuilder CreateProductBuilder(int port)
    {
        var builder = CreateBuilder(port);
        builder.Services.ConfigureHttpJsonOptions(static json => CatalogJson.Configure(json.SerializerOptions));
        builder.Services.AddSingleton(NpgsqlDataSource.Create(builder.Configuration.GetConnectionString("catalogdb")!));
        builder.Services.AddSingleton<ProductSource>();
        return builder;
    }

    private static WebApplicationBuilder CreateBuilder(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        return builder;
    }

    private static string? RedisOf(WebApplicationBuilder builder) => builder.Configuration.GetConnectionString("cache");
}
