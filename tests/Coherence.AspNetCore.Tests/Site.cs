using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AspireCache.Coherence.AspNetCore.Tests;

/// <summary>One node: an application on Kestrel whose answers are kept. What it answers is made of <see cref="Source"/>.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _runs;

    private Site(WebApplication app, Source source)
    {
        _app = app;
        Source = source;
    }

    public Source Source { get; }

    public HttpClient Client { get; private set; } = null!;

    public Uri Address => Client.BaseAddress!;

    public CoherentHybridCache Cache => (CoherentHybridCache)_app.Services.GetRequiredService<HybridCache>();

    public IOutputCacheStore Store => _app.Services.GetRequiredService<IOutputCacheStore>();

    /// <summary>How often an endpoint ran.</summary>
    public int Runs => Volatile.Read(ref _runs);

    public static async Task<Site> StartAsync(
        string redis, string domain, Source source, Action<RouteGroupBuilder, Site> map, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddOutputCache();
        builder.Services.AddCoherence(options =>
        {
            options.Domain = domain;
            options.ConnectionString = redis;
            // A loaded machine must not make a healthy Redis look slow.
            options.RedisTimeout = TimeSpan.FromMilliseconds(500);
            options.DetachedAfter = TimeSpan.FromSeconds(10);
        });
        builder.Services.AddCoherentOutputCache();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        var site = new Site(app, source);
        app.UseCoherentOutputCache();
        app.Use(static (context, next) =>
        {
            context.Response.Headers["X-Outer"] = "set by what stands before";
            return next(context);
        });
        app.UseOutputCache();
        map(app.MapGroup(""), site);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        site.Client = new HttpClient { BaseAddress = new Uri(address) };
        return site;
    }

    /// <summary>Answers with what the source has under the name, and counts it.</summary>
    public async Task<IResult> AnswerAsync(HttpContext context, string name)
    {
        Interlocked.Increment(ref _runs);
        var value = await Source.ReadAsync(name, context.RequestAborted);
        context.Response.Headers.ETag = $"\"{value[..Math.Min(value.Length, 20)]}\"";
        return value is "" ? Results.NotFound() : Results.Text(value);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>What answers are made of; a read can be held after it was made.</summary>
internal sealed class Source
{
    private readonly ConcurrentDictionary<string, string> _values = new();
    private readonly ConcurrentQueue<TaskCompletionSource> _held = new();
    private int _waiting;

    public string this[string name]
    {
        get => _values.GetValueOrDefault(name, "");
        set => _values[name] = value;
    }

    /// <summary>How many reads are held.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Holds the next read that begins until the task ends.</summary>
    public TaskCompletionSource HoldNext()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held.Enqueue(hold);
        return hold;
    }

    public async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var value = this[name];
        if (!_held.TryDequeue(out var hold))
            return value;
        Interlocked.Increment(ref _waiting);
        try
        {
            await hold.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return value;
    }
}
