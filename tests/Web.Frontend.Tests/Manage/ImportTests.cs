using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Catalog.Contracts.Imports;
using Web.Frontend.Tests.Fakes;

namespace Web.Frontend.Tests.Manage;

public sealed class ImportTests(FrontendFactory factory) : IClassFixture<FrontendFactory>
{
    private readonly Browser _browser = factory.OpenBrowser();
    private readonly Guid _id = Guid.NewGuid();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_PlainForm_PassesTheFileOnAndShowsItsProgress()
    {
        var content = await FormAsync("products.csv.gz", "id,title\n1,a\n", ("mode", "skip_invalid"), ("dryRun", "true"));
        using var response = await PostAsync(content);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var location = response.Headers.Location!.ToString();
        var id = Guid.Parse(location[(location.LastIndexOf('/') + 1)..]);
        Assert.Equal(13, factory.Api.Imports.Received[id]);
        var sent = factory.Api.Requests.Single(request => request.Headers.GetValueOrDefault("Import-Id") == id.ToString());
        Assert.Equal("/api/v1/imports?mode=skip_invalid&dryRun=true&fileName=products.csv.gz", sent.Url);
        Assert.Equal("text/csv", sent.Headers["Content-Type"]);
        Assert.Equal($"Bearer {FakeCatalogApi.Token}", sent.Headers["Authorization"]);

        var html = await _browser.HtmlAsync(location);
        Assert.Contains("Merging into the catalogue", html);
        Assert.Matches("<noscript[^>]*><meta http-equiv=\"refresh\" content=\"2\"", html);
        Assert.Contains("Dry run", html);
    }

    [Fact]
    public async Task Upload_LargeFile_ArrivesWhileItIsSent()
    {
        await using var frontend = new FrontendFactory();
        await frontend.InitializeAsync();
        frontend.UseKestrel(0);
        frontend.StartServer();
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = frontend.ClientOptions.BaseAddress };
        using var signedIn = await http.GetAsync(new Uri("/sign-in?token=" + FakeCatalogApi.Token, UriKind.Relative), Ct);
        var html = await http.GetStringAsync(new Uri("/manage/imports", UriKind.Relative), Ct);

        var file = new GatedStream(new string('x', 1_000_000) + "\n", frontend.Api.Imports.FirstByte.Task, 50);
        using var content = Form(html, new StreamContent(file), "large.csv");
        using var response = await http.PostAsync(new Uri("/manage/imports/upload", UriKind.Relative), content, Ct);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(50_000_050, Assert.Single(frontend.Api.Imports.Received.Values));
    }

    [Theory]
    [InlineData("products.xlsx", "does not tell the file&#x27;s format")]
    [InlineData("refused.csv", "The header has no column")]
    public async Task Upload_FileThatIsRefused_SaysWhyOnTheForm(string fileName, string reason)
    {
        using var response = await PostAsync(await FormAsync(fileName, "x"));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.EndsWith("/manage/imports", response.Headers.Location!.ToString());
        Assert.Contains(reason, await _browser.HtmlAsync("/manage/imports"));
    }

    [Fact]
    public async Task Upload_FileThatIsRefusedAfterWrongRows_ShowsThem()
    {
        using var response = await PostAsync(await FormAsync("cut-short.csv", "x"));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var text = Browser.Visible(await _browser.HtmlAsync(response.Headers.Location!.ToString()));
        Assert.Contains("Line 3 is too long.", text);
        Assert.Contains("2 K-1 price must be more than 0", text);
    }

    [Fact]
    public async Task Upload_ByScript_AnswersWithData()
    {
        _browser.Http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var accepted = await PostAsync(await FormAsync("a.ndjson", "{}"));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Contains("\"location\":\"/manage/imports/", await Browser.TextAsync(accepted));

        using var refused = await PostAsync(await FormAsync("refused.csv", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("The header has no column", await Browser.TextAsync(refused));
    }

    [Fact]
    public async Task Upload_WithoutAntiforgeryToken_IsRefusedAndNothingSent()
    {
        var content = await FormAsync("forged.csv", "x", ("__RequestVerificationToken", "forged"));
        using var response = await PostAsync(content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain(factory.Api.Requests, request => request.Url.Contains("forged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Progress_Finished_ShowsCountsAndRowErrors()
    {
        factory.Api.Imports.Set(FakeImports.Status(_id, ImportState.Failed) with
        {
            Invalid = 2, Failure = "Two rows are wrong.",
            Errors = [new ImportRowError(17, "price", "Not a price.", "<b>"), new ImportRowError(20, null, "Too few fields.", null)],
        });
        await _browser.SignInAsync();
        var html = await _browser.HtmlAsync($"/manage/imports/{_id}");
        var text = Browser.Visible(html);

        Assert.DoesNotContain("http-equiv=\"refresh\"", html);
        Assert.Contains("Two rows are wrong.", text);
        Assert.Contains("17 price Not a price. <b>", text);
        Assert.Contains("Rows read 20,000", text);
        Assert.Matches("class=\"button primary\"[^>]*>Import another file", html);

        var csv = await _browser.HtmlAsync($"/manage/imports/{_id}/errors.csv");
        Assert.Contains("20,,,Too few fields.,", csv);
    }

    [Fact]
    public async Task Progress_WhileMerging_HasAFigureAndNoCountsThatAreNotKnown()
    {
        factory.Api.Imports.Set(FakeImports.Status(_id, ImportState.Merging) with
        {
            Progress = new ImportProgress(ImportPhase.Writing, 5_000, 20_000, 0.25, 2_500, 6),
        });
        await _browser.SignInAsync();
        var html = await _browser.HtmlAsync($"/manage/imports/{_id}");
        var text = Browser.Visible(html);

        Assert.Matches("<progress[^>]* max=\"1\" value=\"0.25\"", html);
        Assert.Contains("25% written: 5,000 of 20,000 products, 2,500 a second, about 6 s left", text);
        Assert.Contains("Added –", text);
    }

    [Fact]
    public async Task Progress_ColumnsThatAreNoFields_AreNamed()
    {
        factory.Api.Imports.Set(FakeImports.Status(_id, ImportState.Succeeded) with { AttributeColumns = ["valuta", "colour"] });
        await _browser.SignInAsync();

        Assert.Contains("kept as attributes: valuta, colour", Browser.Visible(await _browser.HtmlAsync($"/manage/imports/{_id}")));
    }

    [Fact]
    public async Task Events_Progress_ArrivesAsItHappens()
    {
        await _browser.SignInAsync();
        factory.Api.Imports.Set(FakeImports.Status(_id, ImportState.Merging) with { Progress = new(ImportPhase.Writing, 5_000, 20_000, 0.25, 2_500, 6) });
        using var response = await _browser.Http.GetAsync(
            new Uri($"/manage/imports/{_id}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));

        Assert.Equal("event: progress", await reader.ReadLineAsync(Ct));
        var data = await reader.ReadLineAsync(Ct);
        Assert.Contains("\"rowsRead\":\"20,000\"", data);
        Assert.Contains("\"share\":0.25,\"progress\":\"25% written: 5,000 of 20,000 products", data);
        factory.Api.Imports.Set(FakeImports.Status(_id, ImportState.Succeeded));
        Assert.Contains("\"isFinished\":true", await reader.ReadToEndAsync(Ct));
    }

    [Fact]
    public async Task Cancel_Running_IsAskedFor()
    {
        factory.Api.Imports.Set(FakeImports.Status(_id, ImportState.Merging));
        await _browser.SignInAsync();
        var html = await _browser.HtmlAsync($"/manage/imports/{_id}");
        using var first = await _browser.SubmitAsync("", html, $"/manage/imports/{_id}/cancel");
        Assert.Contains("is being cancelled", await _browser.HtmlAsync($"/manage/imports/{_id}"));

        using var second = await _browser.SubmitAsync("", html, $"/manage/imports/{_id}/cancel");
        Assert.Contains("had ended already", await _browser.HtmlAsync($"/manage/imports/{_id}"));
    }

    [Fact]
    public async Task Progress_UnknownImport_Answers404()
    {
        await _browser.SignInAsync();

        await _browser.HtmlAsync($"/manage/imports/{Guid.NewGuid()}", HttpStatusCode.NotFound);
    }

    private static MultipartFormDataContent Form(string html, HttpContent file, string fileName, params (string Name, string Value)[] fields)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in HtmlForm.Find(html, "/manage/imports/upload").With(fields).Where(field => field.Key != "file"))
            content.Add(new StringContent(value), name);
        content.Add(file, "file", fileName);
        return content;
    }

    private async Task<MultipartFormDataContent> FormAsync(string fileName, string text, params (string Name, string Value)[] fields)
    {
        await _browser.SignInAsync();
        var html = await _browser.HtmlAsync("/manage/imports");
        return Form(html, new ByteArrayContent(Encoding.UTF8.GetBytes(text)), fileName, fields);
    }

    private Task<HttpResponseMessage> PostAsync(HttpContent content) =>
        _browser.Http.PostAsync(new Uri("/manage/imports/upload", UriKind.Relative), content, Ct);
}
