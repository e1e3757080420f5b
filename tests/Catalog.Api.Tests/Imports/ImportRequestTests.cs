using System.Net;
using System.Net.Http.Json;
using System.Text;
using Catalog.Api.Tests.Hosting;
using Catalog.Api.Tests.Imports.Reading;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Microsoft.AspNetCore.Mvc;

namespace Catalog.Api.Tests.Imports;

/// <summary>What requests may say, and what they are told otherwise.</summary>
public sealed class ImportRequestTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType, "The body's Content-Type is 'application/json'; send text/csv, text/tab-separated-values or application/x-ndjson.")]
    [InlineData("text/csv; charset=iso-8859-1", HttpStatusCode.UnsupportedMediaType, "encoded in UTF-8")]
    public async Task Post_WrongContentType_IsTold(string type, HttpStatusCode status, string detail)
    {
        using HttpRequestMessage request = ImportClient.Request(Text("id,title,price\nK,a,1 EUR\n"), type: type);
        using HttpResponseMessage response = await api.Writer.SendAsync(request, Cancellation);

        Assert.Contains(detail, (await response.ReadProblemAsync(status)).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?mode=some", "mode", "must be one of atomic, skip_invalid")]
    [InlineData("?dryRun=maybe", "dryRun", "must be true or false")]
    [InlineData("?dry=true", "dry", "is not a parameter here; there are mode, dryRun, fileName")]
    public async Task Post_UnknownQuery_IsTold(string query, string parameter, string message)
    {
        using HttpRequestMessage request = ImportClient.Request(Text("id,title,price\nK,a,1 EUR\n"), query);
        using HttpResponseMessage response = await api.Writer.SendAsync(request, Cancellation);

        ProblemDetails problem = await response.ReadProblemAsync(HttpStatusCode.BadRequest);
        Assert.Contains(message, problem.Extensions["errors"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains(parameter, problem.Extensions["errors"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest, "The request has no body. Send the file as the body.")]
    [InlineData("id,price\nK,1 EUR\n", HttpStatusCode.UnprocessableEntity, "The header has no column 'title'. Columns found: 'id', 'price'.")]
    [InlineData("id,\"title,price\nK,a,1 EUR\n", HttpStatusCode.UnprocessableEntity, "The header (line 1) has a quote that is not closed: the one that opens column 2.")]
    public async Task Post_FileThatCannotBeRead_IsToldAndRecorded(string content, HttpStatusCode status, string detail)
    {
        var id = Guid.CreateVersion7();
        using HttpRequestMessage request = ImportClient.Request(Text(content), id: id);
        using HttpResponseMessage response = await api.Writer.SendAsync(request, Cancellation);

        ProblemDetails problem = await response.ReadProblemAsync(status);
        Assert.StartsWith(detail, problem.Detail, StringComparison.Ordinal);
        Assert.Equal(id.ToString(), problem.Extensions["importId"]!.ToString());
        ImportStatus import = await api.Writer.GetStatusAsync(id);
        Assert.Equal((ImportState.Failed, problem.Detail), (import.State, import.Failure));
        Assert.False(await api.Database.HasStagedRowsAsync(id));
    }

    [Fact]
    public async Task Post_ContentEncodingThatIsNotRead_IsTold()
    {
        HttpContent content = Text("id,title,price\nK,a,1 EUR\n");
        content.Headers.ContentEncoding.Add("br");
        using HttpRequestMessage request = ImportClient.Request(content);
        using HttpResponseMessage response = await api.Writer.SendAsync(request, Cancellation);

        Assert.Contains("'br'", (await response.ReadProblemAsync(HttpStatusCode.UnsupportedMediaType)).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_Gzip_IsUnpacked(bool told)
    {
        var content = new ByteArrayContent(Feed.Gzip($"id,title,price\n{ImportClient.NewSku()},Kettle,1 EUR\n"));
        if (told)
            content.Headers.ContentEncoding.Add("gzip");
        using HttpRequestMessage request = ImportClient.Request(content);
        using HttpResponseMessage response = await api.Writer.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        ImportStatus status = await api.Writer.WaitForEndAsync((await response.Content.ReadFromJsonAsync<ImportStatus>(CatalogJson.Options, Cancellation))!.Id);
        Assert.Equal((ImportState.Succeeded, 1), (status.State, status.Inserted));
    }

    [Theory]
    [InlineData("text/tab-separated-values", "id\ttitle\tprice\n{0}\tKettle\t1 EUR\n", ImportFormat.Tsv)]
    [InlineData("application/x-ndjson; charset=utf-8", "{{\"id\":\"{0}\",\"title\":\"Kettle\",\"price\":\"1 EUR\"}}\n", ImportFormat.Ndjson)]
    [InlineData("TEXT/CSV", "id,title,price\n{0},Kettle,1 EUR\n", ImportFormat.Csv)]
    public async Task Post_EachFormat_IsRead(string type, string content, ImportFormat format)
    {
        ImportStatus status = await api.Writer.ImportAsync(content.Replace("{0}", ImportClient.NewSku(), StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal), type: type);

        Assert.Equal((ImportState.Succeeded, 1, format), (status.State, status.Inserted, status.Format));
    }

    [Fact]
    public async Task Post_IdThatIsTaken_IsAConflict()
    {
        var id = Guid.CreateVersion7();
        string content = $"id,title,price\n{ImportClient.NewSku()},Kettle,1 EUR\n";
        using HttpRequestMessage first = ImportClient.Request(Text(content), id: id);
        using HttpResponseMessage accepted = await api.Writer.SendAsync(first, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);

        using HttpRequestMessage second = ImportClient.Request(Text(content), id: id);
        using HttpResponseMessage refused = await api.Writer.SendAsync(second, Cancellation);

        Assert.Contains(id.ToString(), (await refused.ReadProblemAsync(HttpStatusCode.Conflict)).Detail, StringComparison.Ordinal);
        Assert.Equal(ImportState.Succeeded, (await api.Writer.WaitForEndAsync(id)).State);
    }

    [Theory]
    [InlineData("mine")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public async Task Post_IdThatIsNone_IsTold(string id)
    {
        using HttpRequestMessage request = ImportClient.Request(Text("id,title,price\nK,a,1 EUR\n"));
        request.Headers.Add("Import-Id", id);
        using HttpResponseMessage response = await api.Writer.SendAsync(request, Cancellation);

        Assert.StartsWith("The header Import-Id must be a UUID", (await response.ReadProblemAsync(HttpStatusCode.BadRequest)).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("GET", "")]
    [InlineData("GET", "/01890000-0000-7000-8000-000000000000")]
    [InlineData("GET", "/01890000-0000-7000-8000-000000000000/events")]
    [InlineData("DELETE", "/01890000-0000-7000-8000-000000000000")]
    public async Task AnyRequest_WithoutTheToken_IsUnauthorized(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), ImportClient.Address + path);
        using HttpResponseMessage response = await api.Anonymous.SendAsync(request, Cancellation);

        await response.ReadProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/events")]
    [InlineData("DELETE", "")]
    public async Task AnyRequest_OfAnImportThatIsNot_IsNotFound(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{ImportClient.Address}/{Guid.NewGuid()}{path}");
        using HttpResponseMessage response = await api.Writer.SendAsync(request, Cancellation);

        await response.ReadProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Delete_AfterItsEnd_IsAConflict()
    {
        ImportStatus status = await api.Writer.ImportAsync($"id,title,price\n{ImportClient.NewSku()},Kettle,1 EUR\n");

        using HttpResponseMessage response = await api.Writer.DeleteAsync($"{ImportClient.Address}/{status.Id}", Cancellation);

        Assert.Contains("(succeeded)", (await response.ReadProblemAsync(HttpStatusCode.Conflict)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ManyImports_ShowsTheLatestTwenty()
    {
        var ids = new List<Guid>();
        for (int i = 0; i < 21; i++)
            ids.Add((await api.Writer.ImportAsync($"id,title,price\n{ImportClient.NewSku()},,1 EUR\n")).Id);

        ImportStatus[] latest = (await api.Writer.GetFromJsonAsync<ImportStatus[]>(ImportClient.Address, CatalogJson.Options, Cancellation))!;

        Assert.Equal(20, latest.Length);
        Assert.Equal(latest.OrderByDescending(import => import.StartedAt).Select(import => import.Id), latest.Select(import => import.Id));
        Assert.All(latest, import => Assert.Empty(import.Errors));
    }

    [Fact]
    public async Task Events_OfAFinishedImport_AreItsEndAndThenNoMore()
    {
        ImportStatus status = await api.Writer.ImportAsync($"id,title,price\n{ImportClient.NewSku()},,1 EUR\n");

        Assert.Single(Assert.Single(await api.Writer.FollowAsync(status.Id)).Data.Errors);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"{ImportClient.Address}/{status.Id}/events");
        request.Headers.Add("Last-Event-ID", "finished");
        using HttpResponseMessage response = await api.Writer.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static ByteArrayContent Text(string content) => new(Encoding.UTF8.GetBytes(content));
}
