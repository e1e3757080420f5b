using System.Net;
using AspireCache.Coherence.Internal.Leases;
using AspireCache.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCache.Coherence.AspNetCore.Tests;

/// <summary>What is promised of whole answers, whatever the server.</summary>
public abstract partial class AnswerContract(ServerFixture server) : IAsyncLifetime
{
    private readonly string _domain = $"{Guid.NewGuid():N}";
    private readonly Source _source = new();
    private readonly List<Site> _sites = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Redis => $"127.0.0.1:{server.Port}";

    public ValueTask InitializeAsync()
    {
        _source["a"] = "first";
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in _sites)
            await site.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Get_Twice_RunsOnceAndAnswersTheSameFromMemory()
    {
        var site = await StartAsync();

        using var made = await site.Client.GetAsync("/pages/a", Cancellation);
        using var kept = await HitAsync(site, "/pages/a");

        Assert.Equal("output; fwd=miss", Status(made));
        Assert.Equal(1, site.Runs);
        Assert.Equal("first", await kept.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(made.Content.Headers.ContentType, kept.Content.Headers.ContentType);
        Assert.Equal(made.Headers.ETag, kept.Headers.ETag);
        Assert.Equal("set by what stands before", kept.Headers.GetValues("X-Outer").Single());
        Assert.NotNull(kept.Headers.Age);
        Assert.NotNull(kept.Headers.Date);
        Assert.Matches("^output; hit; detail=memory; stale-bound=[0-9.]+$", Status(kept));
    }

    [Fact]
    public async Task Get_OnAnotherNode_ComesFromRedisAndThenFromItsMemory()
    {
        var (one, two) = (await StartAsync(), await StartAsync());
        await ReadAsync(one, "/pages/a");
        await HitAsync(one, "/pages/a");

        using var first = await two.Client.GetAsync("/pages/a", Cancellation);
        using var second = await two.Client.GetAsync("/pages/a", Cancellation);

        Assert.Equal(0, two.Runs);
        Assert.Matches("^output; hit; detail=redis", Status(first));
        Assert.Matches("^output; hit; detail=memory", Status(second));
        Assert.Equal("first", await second.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Get_ManyAtOnceOnTwoNodes_RunTheEndpointOnce()
    {
        var (one, two) = (await StartAsync(), await StartAsync());
        var hold = _source.HoldNext();

        var reads = Enumerable.Range(0, 40).Select(i => ReadAsync(i % 2 == 0 ? one : two, "/pages/a")).ToArray();
        await Eventually.TrueAsync(() => ValueTask.FromResult(_source.Waiting == 1), "an endpoint runs");
        hold.SetResult();

        Assert.All(await Task.WhenAll(reads), answer => Assert.Equal("first", answer));
        Assert.Equal(1, one.Runs + two.Runs);
    }

    [Fact]
    public async Task Get_AfterAnInvalidationThatOvertookAFill_NeverGetsItsAnswer()
    {
        var (one, two) = (await StartAsync(), await StartAsync());
        var hold = _source.HoldNext();
        var before = ReadAsync(one, "/pages/a");
        await Eventually.TrueAsync(() => ValueTask.FromResult(_source.Waiting == 1), "an endpoint runs");

        _source["a"] = "second";
        await one.Cache.RemoveByTagAsync("page", Cancellation);
        var after = Enumerable.Range(0, 10).Select(_ => ReadAsync(one, "/pages/a")).ToArray();

        Assert.All(await Task.WhenAll(after), answer => Assert.Equal("second", answer));
        hold.SetResult();
        // It began before the invalidation.
        Assert.Equal("first", await before);
        Assert.Equal("second", await ReadAsync(one, "/pages/a"));
        Assert.Equal("second", await ReadAsync(two, "/pages/a"));
    }

    [Theory]
    [InlineData("cache")]
    [InlineData("store")]
    public async Task Invalidate_OnOneNode_DropsAnswersOfOthersTheirFastPathIncluded(string how)
    {
        var (one, two) = (await StartAsync(), await StartAsync());
        foreach (var site in (Site[])[one, two])
        {
            await ReadAsync(site, "/pages/a");
            await HitAsync(site, "/pages/a");
        }

        _source["a"] = "second";
        await (how is "cache" ? one.Cache.RemoveByTagAsync("page", Cancellation) : one.Store.EvictByTagAsync("page", Cancellation));

        Assert.Equal("second", await ReadAsync(one, "/pages/a"));
        await Eventually.TrueAsync(async () => await ReadAsync(two, "/pages/a") == "second", "the other node serves the new answer");
        for (var i = 0; i < 20; i++)
            Assert.Equal("second", await ReadAsync(two, "/pages/a"));
    }

    [Fact]
    public async Task Get_TheOneThatFillsIsAborted_AnotherTakesItsPlace()
    {
        var site = await StartAsync();
        _source.HoldNext();
        using var abort = new CancellationTokenSource();
        var aborted = site.Client.GetAsync("/pages/a", abort.Token);
        await Eventually.TrueAsync(() => ValueTask.FromResult(_source.Waiting == 1), "an endpoint runs");
        var waiting = Enumerable.Range(0, 5).Select(_ => ReadAsync(site, "/pages/a")).ToArray();

        await abort.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => aborted);
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal("first", answer));
        await HitAsync(site, "/pages/a");
    }

    [Fact]
    public async Task Get_WhatIsNotKept_IsMadeForEverybody()
    {
        var site = await StartAsync();

        for (var i = 0; i < 3; i++)
            using (var missing = await site.Client.GetAsync("/pages/nothing", Cancellation))
                Assert.Equal((HttpStatusCode.NotFound, "output; fwd=miss"), (missing.StatusCode, Status(missing)));
        for (var i = 0; i < 3; i++)
            using (var cookie = await site.Client.GetAsync("/cookie", Cancellation))
                Assert.Equal("output; fwd=miss", Status(cookie));

        Assert.Equal(6, site.Runs);
    }

    [Fact]
    public async Task Get_ManyOfWhatIsNotKept_AllEnd()
    {
        var site = await StartAsync();
        var hold = _source.HoldNext();
        var reads = Enumerable.Range(0, 10).Select(_ => site.Client.GetAsync("/pages/nothing", Cancellation)).ToArray();
        await Eventually.TrueAsync(() => ValueTask.FromResult(_source.Waiting == 1), "an endpoint runs");

        hold.SetResult();

        Assert.All(await Task.WhenAll(reads), answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
    }

    [Fact]
    public async Task Get_TagsAndLifetimeAreSetLate_CountFromTheSecondAnswerOn()
    {
        var site = await StartAsync();

        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await site.Client.GetAsync("/late", Cancellation);
                return Status(answer)!.StartsWith("output; hit", StringComparison.Ordinal);
            },
            "the answer is kept");
        Assert.Equal(2, site.Runs);

        _source["a"] = "second";
        await site.Cache.RemoveByTagAsync("late", Cancellation);
        Assert.Equal("second", await ReadAsync(site, "/late"));
    }

    [Fact]
    public async Task Get_WhatWasReadIsBehindAReplica_IsServedAndNotKept()
    {
        var site = await StartAsync();

        for (var i = 0; i < 3; i++)
            Assert.Equal("first", await ReadAsync(site, "/behind"));

        Assert.Equal(3, site.Runs);
    }

    [Fact]
    public async Task Get_BodyIsTooLong_IsServedAndNotKept()
    {
        var site = await StartAsync();
        _source["long"] = new string('x', 2 * 1024 * 1024);

        // One that comes while the first is still on its way out shares its answer.
        await Eventually.TrueAsync(
            async () =>
            {
                Assert.Equal(_source["long"].Length, (await ReadAsync(site, "/pages/long")).Length);
                return site.Runs == 3;
            },
            "the endpoint runs for each request");
    }

    [Fact]
    public async Task Get_AuthorizationIsSent_IsNotAnsweredFromMemory()
    {
        var site = await StartAsync();
        await ReadAsync(site, "/pages/a");
        await HitAsync(site, "/pages/a");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/pages/a") { Headers = { Authorization = new("Bearer", "token") } };

        using var answer = await site.Client.SendAsync(request, Cancellation);

        Assert.Null(Status(answer));
        Assert.Equal(2, site.Runs);
    }

    private async Task<Site> StartAsync(string? redis = null)
    {
        var site = await Site.StartAsync(redis ?? Redis, _domain, _source, Map, services => services.Configure<OutputCacheOptions>(options => options.AddBasePolicy(policy => policy.With(context => context.HttpContext.Request.Path == "/base").Cache())));
        _sites.Add(site);
        // The first epoch comes with the first contact: nothing is kept before it.
        await Eventually.TrueAsync(() => ValueTask.FromResult(redis is not null || site.Cache.StalenessBound is not null), "the node has reached Redis");
        return site;
    }

    private static void Map(RouteGroupBuilder routes, Site site)
    {
        routes.MapMethods("/pages/{name}", ["GET", "HEAD"], site.AnswerAsync).CacheOutput(policy => policy.Tag("page").SetVaryByHost(false).AllowFastPath());
        routes.MapGet("/hosts/{name}", site.AnswerAsync).CacheOutput(policy => policy.Tag("page").AllowFastPath());
        routes.MapGet("/plain/{name}", site.AnswerAsync).CacheOutput(policy => policy.Tag("page").SetVaryByHeader("X-Kind"));
        routes.MapGet("/cookie", context =>
        {
            context.Response.Cookies.Append("name", "value");
            return Run(site, context);
        }).CacheOutput(policy => policy.AllowFastPath());
        routes.MapGet("/late", context =>
        {
            var caching = context.Features.Get<IOutputCacheFeature>()!.Context;
            caching.Tags.Add("late");
            caching.ResponseExpirationTimeSpan = TimeSpan.FromSeconds(30);
            return Run(site, context);
        }).CacheOutput(policy => policy.AllowFastPath());
        routes.MapGet("/base", context => Run(site, context));
        routes.MapGet("/groups", context => Run(site, context)).CacheOutput(policy => policy.Tag("page", "a \"quoted\" one").AddPolicy<NamesGroups>().AllowFastPath());
        routes.MapPost("/groups", context =>
        {
            context.Response.InvalidateCacheGroups(["page"]);
            return Task.CompletedTask;
        });
        routes.MapGet("/behind", context =>
        {
            FillScope.Current?.TakesBehind();
            return Run(site, context);
        }).CacheOutput(policy => policy.AllowFastPath());
    }

    private static async Task Run(Site site, HttpContext context) => await (await site.AnswerAsync(context, "a")).ExecuteAsync(context);

    private static async Task<string> ReadAsync(Site site, string path)
    {
        using var answer = await site.Client.GetAsync(path, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    /// <summary>The first answer that is a hit in memory: the one before may still be on its way there.</summary>
    private static async Task<HttpResponseMessage> HitAsync(Site site, string path)
    {
        HttpResponseMessage? answer = null;
        await Eventually.TrueAsync(
            async () =>
            {
                answer?.Dispose();
                answer = await site.Client.GetAsync(path, Cancellation);
                return Status(answer)?.StartsWith("output; hit; detail=memory", StringComparison.Ordinal) == true;
            },
            "the answer comes from memory");
        return answer!;
    }

    private static string? Status(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Cache-Status", out var values) ? string.Join(", ", values) : null;

    private sealed class NamesGroups : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            context.NameCacheGroups();
            return default;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => default;
    }
}
