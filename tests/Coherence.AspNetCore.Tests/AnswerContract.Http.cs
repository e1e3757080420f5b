using System.Net;
using AspireCache.TestSupport;
using AspireCache.TestSupport.Faults;

namespace AspireCache.Coherence.AspNetCore.Tests;

/// <content>What HTTP says of kept answers, and faults of Redis.</content>
public abstract partial class AnswerContract
{
    [Theory]
    [InlineData("\"first\"", true)]
    [InlineData("W/\"first\"", true)]
    [InlineData("\"other\", \"first\"", true)]
    [InlineData("*", true)]
    [InlineData("\"other\"", false)]
    [InlineData("not a tag", false)]
    public async Task Get_IfNoneMatch_IsAnswered304WithItsHeaders(string known, bool isKnown)
    {
        var site = await StartAsync();
        await ReadAsync(site, "/pages/a");
        await HitAsync(site, "/pages/a");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/pages/a");
        request.Headers.TryAddWithoutValidation("If-None-Match", known);

        using var answer = await site.Client.SendAsync(request, Cancellation);

        Assert.Equal(isKnown ? HttpStatusCode.NotModified : HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("\"first\"", answer.Headers.ETag!.ToString());
        Assert.Equal("set by what stands before", answer.Headers.GetValues("X-Outer").Single());
        Assert.Equal(isKnown ? "" : "first", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(1, site.Runs);
    }

    [Fact]
    public async Task Get_OnlyEverWithACondition_IsKeptAndAnswered304()
    {
        var site = await StartAsync();
        HttpResponseMessage? answer = null;

        await Eventually.TrueAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/pages/a") { Headers = { { "If-None-Match", "\"first\"" } } };
                answer = await site.Client.SendAsync(request, Cancellation);
                Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
                Assert.Equal("set by what stands before", answer.Headers.GetValues("X-Outer").Single());
                Assert.Equal("\"first\"", answer.Headers.ETag!.ToString());
                Assert.Null(answer.Content.Headers.ContentType);
                return Status(answer)!.StartsWith("output; hit; detail=memory", StringComparison.Ordinal);
            },
            "the answer comes from memory");
        Assert.Equal(1, site.Runs);

        using var whole = await site.Client.GetAsync("/pages/a", Cancellation);
        Assert.Equal("first", await whole.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("text/plain", whole.Content.Headers.ContentType?.MediaType);
        Assert.Equal(1, site.Runs);
    }

    [Fact]
    public async Task Get_GroupsAreNamed_EveryAnswerHasThem()
    {
        var site = await StartAsync();

        using var made = await site.Client.GetAsync("/groups", Cancellation);
        using var kept = await HitAsync(site, "/groups");
        using var changed = await site.Client.PostAsync("/groups", null, Cancellation);

        Assert.All((HttpResponseMessage[])[made, kept], answer => Assert.Equal("\"page\", \"a \\\"quoted\\\" one\"", answer.Headers.GetValues("Cache-Groups").Single()));
        Assert.Equal("\"page\"", changed.Headers.GetValues("Cache-Group-Invalidation").Single());
        Assert.False(changed.Headers.Contains("Cache-Groups"));
    }

    [Fact]
    public async Task Get_ABasePolicyEnablesCaching_IsKept()
    {
        var site = await StartAsync();

        for (var i = 0; i < 3; i++)
            Assert.Equal("first", await ReadAsync(site, "/base"));

        Assert.Equal(1, site.Runs);
    }

    [Fact]
    public async Task Head_HasTheHeadersAndNoBody()
    {
        var site = await StartAsync();
        await ReadAsync(site, "/pages/a");
        await HitAsync(site, "/pages/a");

        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, "/pages/a");
            using var answer = await site.Client.SendAsync(request, Cancellation);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("\"first\"", answer.Headers.ETag!.ToString());
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancellation));
        }

        Assert.Equal("first", await ReadAsync(site, "/pages/a"));
    }

    [Fact]
    public async Task Get_VariesByAHeader_KeepsAnAnswerForEach()
    {
        var site = await StartAsync();

        foreach (var kind in (string[])["one", "two", "one", "two"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/plain/a");
            request.Headers.Add("X-Kind", kind);
            using var answer = await site.Client.SendAsync(request, Cancellation);
            Assert.Equal("first", await answer.Content.ReadAsStringAsync(Cancellation));
        }

        Assert.Equal(2, site.Runs);
    }

    [Fact]
    public async Task Get_OtherQueriesAndHosts_AreOtherAnswers()
    {
        var site = await StartAsync();

        await ReadAsync(site, "/hosts/a?x=1");
        await HitAsync(site, "/hosts/a?x=1");
        await ReadAsync(site, "/hosts/a?x=2");
        Assert.Equal(2, site.Runs);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/hosts/a?x=1") { Headers = { Host = "other.example" } };
        using var answer = await site.Client.SendAsync(request, Cancellation);
        Assert.Equal("output; fwd=miss", Status(answer));
        Assert.Equal(3, site.Runs);
    }

    [Fact]
    public async Task Get_RedisRefuses_IsServedAndNothingOldComesBack()
    {
        await using var way = FaultProxy.Start(server.Port);
        var (cut, other) = (await StartAsync(way.Endpoint), await StartAsync());
        await Eventually.TrueAsync(() => ValueTask.FromResult(cut.Cache.StalenessBound is not null), "the node has reached Redis");
        await ReadAsync(cut, "/pages/a");
        await HitAsync(cut, "/pages/a");

        await way.RefuseAsync();
        _source["a"] = "second";
        await other.Cache.RemoveByTagAsync("page", Cancellation);

        Assert.Equal("second", await ReadAsync(other, "/pages/a"));
        await Eventually.TrueAsync(async () => await ReadAsync(cut, "/pages/a") == "second", "the node notices that it is cut off");
        way.Pass();
        for (var i = 0; i < 50; i++)
            Assert.Equal("second", await ReadAsync(cut, "/pages/a"));
    }

    [Fact]
    public async Task Start_RedisIsNotThere_ServesEverything()
    {
        await using var way = FaultProxy.Start(server.Port);
        await way.RefuseAsync();
        var site = await StartAsync(way.Endpoint);

        for (var i = 0; i < 5; i++)
            Assert.Equal("first", await ReadAsync(site, "/pages/a"));

        way.Pass();
        await HitAsync(site, "/pages/a");
    }

    [Fact]
    public async Task Get_RedisHangs_IsServed()
    {
        await using var way = FaultProxy.Start(server.Port);
        var site = await StartAsync(way.Endpoint);
        await Eventually.TrueAsync(() => ValueTask.FromResult(site.Cache.StalenessBound is not null), "the node has reached Redis");

        way.Hang(Flow.Both);

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync(site, "/pages/a"))), answer => Assert.Equal("first", answer));
        way.Pass();
    }
}
