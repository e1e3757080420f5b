using System.Net;
using Microsoft.AspNetCore.Http;

namespace Web.Frontend.Tests.Pages;

public sealed class FailureTests(FrontendFactory factory) : IClassFixture<FrontendFactory>
{
    private readonly Browser _browser = factory.OpenBrowser();

    [Theory]
    [InlineData("/")]
    [InlineData("/products?brand=A")]
    [InlineData("/p/1/stovetop-kettle-size-1")]
    public async Task Page_ApiGone_Answers503WithRetry(string url)
    {
        factory.Api.Failure = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        using var response = await _browser.GetAsync(url);
        var html = await Browser.TextAsync(response);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.True(response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Contains("The catalogue does not answer right now.", html);
        Assert.Contains($"href=\"{WebUtility.HtmlEncode(url)}\"", html);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Page_ApiHangs_IsGivenUpAsAbsent(bool afterTheHeaders)
    {
        await using var impatient = new FrontendFactory { Settings = { ["Catalog:Client:ReadTimeout"] = "00:00:01" } };
        await impatient.InitializeAsync();
        impatient.Api.Failure = async context =>
        {
            if (afterTheHeaders)
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("[");
                await context.Response.Body.FlushAsync();
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };

        using var response = await impatient.OpenBrowser().GetAsync("/brands");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("The catalogue does not answer right now.", await Browser.TextAsync(response));
    }

    [Fact]
    public async Task Page_ApiSaysWhenToRetry_PassesItOn()
    {
        factory.Api.Failure = context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        };

        using var response = await _browser.GetAsync("/products");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        Assert.Contains("a little too fast", await Browser.TextAsync(response));
    }

    [Fact]
    public async Task Page_OneVisitorIsLimited_OthersAreServed()
    {
        factory.Api.Failure = context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return Task.CompletedTask;
        };

        // More than the circuit breaker needs to make up its mind.
        for (var i = 0; i < 150; i++)
            await _browser.HtmlAsync("/search/suggestions?q=a", HttpStatusCode.TooManyRequests);

        factory.Api.Failure = null;
        await _browser.HtmlAsync("/brands");
    }

    [Fact]
    public async Task Page_VisitorLeaves_EndsTheRequestToTheApi()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        factory.Api.Failure = async context =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => ended.TrySetResult(), TaskScheduler.Default);
        };

        using var visitor = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var visit = _browser.Http.GetAsync(new Uri("/brands", UriKind.Relative), visitor.Token);
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        await visitor.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => visit);
        await ended.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Page_ApiAnswersGarbage_Answers503()
    {
        factory.Api.Failure = context => context.Response.WriteAsync("<html>not json");

        await _browser.HtmlAsync("/brands", HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Suggestions_ApiGone_AnswerWithoutAPage()
    {
        factory.Api.Failure = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };

        Assert.Equal("[]", await _browser.HtmlAsync("/search/suggestions?q=a", HttpStatusCode.ServiceUnavailable));
    }
}
