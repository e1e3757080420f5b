using System.Globalization;
using AspireCache.Coherence.Lab.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCache.Coherence.Lab.Answers;

/// <summary>
/// A small application in a node, on the loopback, whose answers are rows and are kept whole. With Coherence every second row is read
/// through the cache of the data, as an application with both does, and the others from where they are kept; with Microsoft's engine all of
/// them are, so that what is old is the output cache's doing.
/// </summary>
internal sealed class AnswerSite : IAsyncDisposable
{
    /// <summary>The parameter of the route.</summary>
    public const string Key = "key";

    private readonly WebApplication _app;

    private AnswerSite(WebApplication app, NodeCache cache) => (_app, Cache) = (app, cache);

    /// <summary>The node's cache, which the application shares.</summary>
    public NodeCache Cache { get; }

    /// <summary>Where it listens.</summary>
    public string Address => _app.Urls.First();

    public static string PathOf(int key) => string.Create(CultureInfo.InvariantCulture, $"/rows/{key}");

    /// <summary>Starts the application, and with it the cache.</summary>
    public static async Task<AnswerSite> StartAsync(NodeSettings settings, TimeProvider time, Func<NodeCache, RowSource> open)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        NodeCache.Register(builder.Services, settings, time);
        builder.Services.AddOutputCache();
        AddAnswers(builder.Services, settings.Engine, settings.Redis);

        var app = builder.Build();
        var cache = NodeCache.Of(app.Services, settings);
        var rows = open(cache);
        if (settings.Engine is Engine.Coherence)
            app.UseCoherentOutputCache();
        app.UseRouting();
        app.UseOutputCache();
        app.MapGet($"/rows/{{{Key}:int}}", (int key, HttpContext context) => AnswerAsync(key, rows, settings.Engine is Engine.Coherence && key % 2 == 0, context))
            .CacheOutput(static policy => policy.AddPolicy<RowTags>().Expire(Workload.Lifetime).AllowFastPath());
        await app.StartAsync();
        return new AnswerSite(app, cache);
    }

    /// <summary>The store of whole answers.</summary>
    public static void AddAnswers(IServiceCollection services, Engine engine, string redis)
    {
        if (engine is Engine.Coherence)
            services.AddCoherentOutputCache();
        else
            services.AddStackExchangeRedisOutputCache(options => options.Configuration = redis);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<IResult> AnswerAsync(int key, RowSource rows, bool isCached, HttpContext context)
    {
        try
        {
            if (!isCached)
                return Text(await rows.LoadAsync(key, context.RequestAborted));
            context.ReportReads(context.RequestServices.GetRequiredService<HybridCache>());
            return Text(await rows.ReadCachedAsync(key));
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException or IOException)
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static ContentHttpResult Text(long version) => TypedResults.Text(version.ToString(CultureInfo.InvariantCulture));
}
