using System.Net;
using Microsoft.AspNetCore.Http;

namespace Web.Frontend.Tests.Pages;

/// <summary>Each test has a frontend of its own: a circuit that failures opened stays open for a while.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private readonly FrontendFactory _factory = new();

    private Browser Visitor => field ??= _factory.OpenBrowser();

    public async ValueTask InitializeAsync() => await _factory.InitializeAsync();

    public async ValueTask DisposeAsync() => await _factory.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/products?brand=A")]
    [InlineData("/p/1/stovetop-kettle-size-1")]
    public async Task Page_ApiGone_Answers503WithRetry(string url)
    {
        _factory.Api.Failure = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        using var response = await Visitor.GetAsync(url);
        var html = await Browser.TextAsync(response);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.True(response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Contains("The catalogue does not answer right now.", html);
        Assert.Contains($"href=\"{WebUtility.HtmlEncode(url)}\"", html);
    }

    [Fact]
    public async Task Page_ApiGone_IsLoggedWithThePathAskedForAndTheTraceShown()
    {
        _factory.Api.Failure = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        using var response = await Visitor.GetAsync("/p/1/stovetop-kettle-size-1?x=1");

        var trace = System.Text.RegularExpressions.Regex.Match(await Browser.TextAsync(response), "<code>([0-9a-f]{32})</code>").Groups[1].Value;
        Assert.NotEmpty(trace);
        Assert.Contains(_factory.Logged, line => line.StartsWith($"The catalogue did not serve /p/1/stovetop-kettle-size-1 (trace {trace}): ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Page_ApiHangs_IsGivenUpAsAbsent(bool afterTheHeaders)
    {
        _factory.Settings["Catalog:Client:ReadTimeout"] = "00:00:01";
        _factory.Api.Failure = async context =>
        {
            if (afterTheHeaders)
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("[");
                await context.Response.Body.FlushAsync();
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };

        using var response = await Visitor.GetAsync("/brands");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("The catalogue does not answer right now.", await Browser.TextAsync(response));
    }

    [Fact]
    public async Task Page_ApiSaysWhenToRetry_PassesItOn()
    {
        _factory.Api.Failure = context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        };

        using var response = await Visitor.GetAsync("/products");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        Assert.Contains("a little too fast", await Browser.TextAsync(response));
    }

    [Fact]
    public async Task Page_OneVisitorIsLimited_OthersAreServed()
    {
        _factory.Api.Failure = context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return Task.CompletedTask;
        };

        // More than the circuit breaker needs to make up its mind.
        for (var i = 0; i < 150; i++)
            await Visitor.HtmlAsync("/search/suggestions?q=a", HttpStatusCode.TooManyRequests);

        _factory.Api.Failure = null;
        await Visitor.HtmlAsync("/brands");
    }

    [Fact]
    public async Task Page_VisitorLeaves_EndsTheRequestToTheApi()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _factory.Api.Failure = async context =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => ended.TrySetResult(), TaskScheduler.Default);
        };

        using var visitor = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var visit = Visitor.Http.GetAsync(new Uri("/brands", UriKind.Relative), visitor.Token);
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        await visitor.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => visit);
        await ended.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Page_ApiAnswersGarbage_Answers503()
    {
        _factory.Api.Failure = context => context.Response.WriteAsync("<html>not json");

        await Visitor.HtmlAsync("/brands", HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Suggestions_ApiGone_AnswerWithoutAPage()
    {
        _factory.Api.Failure = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };

        Assert.Equal("[]", await Visitor.HtmlAsync("/search/suggestions?q=a", HttpStatusCode.ServiceUnavailable));
    }
}
