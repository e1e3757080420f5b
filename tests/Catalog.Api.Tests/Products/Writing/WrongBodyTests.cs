using System.Net;
using System.Text;
using Catalog.Api.Tests.Hosting;

namespace Catalog.Api.Tests.Products.Writing;

public sealed class WrongBodyTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{ "prise": 1 }""", "prise", "is not a member; there are sku, name")]
    [InlineData("""{ "Sku": "x" }""", "Sku", "did you mean 'sku'?")]
    [InlineData("{}", "sku", "is required: give 1 to 64 characters")]
    [InlineData("{}", "name", "is required: give 1 to 300 characters")]
    [InlineData("{}", "price", "is required: give an amount and a currency")]
    [InlineData("""{ "name": 5 }""", "name", "must be a text, not a number")]
    [InlineData("""{ "sku": " x" }""", "sku", "must not start or end with white space")]
    [InlineData("""{ "sku": "a\u0000b" }""", "sku", "must not have control characters; there is U+0000 at character 2")]
    [InlineData("""{ "name": "\ud800" }""", "name", "must be valid Unicode")]
    [InlineData("""{ "price": 5 }""", "price", "must be an object, not a number")]
    [InlineData("""{ "price": { "amount": "5", "currency": "EUR" } }""", "price.amount", "must be a number, such as 24.90, not a text")]
    [InlineData("""{ "price": { "amount": -1, "currency": "EUR" } }""", "price.amount", "must be 0 to 9,999,999.9999; this is -1")]
    [InlineData("""{ "price": { "amount": 1e400, "currency": "EUR" } }""", "price.amount", "must be 0 to 9999999.9999; this is '1e400'")]
    [InlineData("""{ "price": { "amount": 0.00001, "currency": "EUR" } }""", "price.amount", "must have at most 2 decimals, as EUR has; this is 0.00001")]
    [InlineData("""{ "price": { "amount": 1, "currency": "usd" } }""", "price.currency", "did you mean 'USD'?")]
    [InlineData("""{ "price": { "amount": 1, "currency": "XQZ" } }""", "price.currency", "must be an ISO 4217 code in capitals; 'XQZ' is none")]
    [InlineData("""{ "price": { "amount": 1 } }""", "price.currency", "is required: give an ISO 4217 code")]
    [InlineData("""{ "stock": 1.5 }""", "stock", "must be a whole number from 0 to 1000000000; this is '1.5'")]
    [InlineData("""{ "stock": -1 }""", "stock", "must be 0 to 1,000,000,000; this is -1")]
    [InlineData("""{ "stock": 99999999999 }""", "stock", "must be a whole number from 0 to 1000000000")]
    [InlineData("""{ "availability": "yes" }""", "availability", "must be one of in_stock, out_of_stock, preorder, backorder; this is 'yes'")]
    [InlineData("""{ "tags": "a" }""", "tags", "must be a list of texts, not a text")]
    [InlineData("""{ "tags": ["a", 1] }""", "tags[1]", "must be a text, not a number")]
    [InlineData("""{ "tags": ["a", " "] }""", "tags[1]", "must have 1 to 50 characters; this has 0")]
    [InlineData("""{ "category": "A > > B" }""", "category", "must not have an empty level")]
    [InlineData("""{ "category": "A > %%" }""", "category", "must have a letter or digit in each level; '%%' has none")]
    [InlineData("""{ "category": "1>2>3>4>5>6>7>8>9" }""", "category", "must have at most 8 levels; this has 9")]
    [InlineData("""{ "imageLink": "ftp://x/y.jpg" }""", "imageLink", "must start with http:// or https://; 'ftp:' is not taken")]
    [InlineData("""{ "imageLink": "javascript:alert(1)" }""", "imageLink", "'javascript:' is not taken")]
    [InlineData("""{ "imageLink": "kettle.jpg" }""", "imageLink", "must be an absolute address")]
    [InlineData("""{ "imageLink": "https://me:secret@x/y" }""", "imageLink", "must not have a user name or password")]
    [InlineData("""{ "attributes": [] }""", "attributes", "must be an object, not a list")]
    [InlineData("""{ "attributes": { "a": ["\u0000"] } }""", "attributes", "must not have the character U+0000")]
    [InlineData("""{ "attributes": { "a": 1e999 } }""", "attributes", "must have numbers of up to 308 digits")]
    public async Task Post_WrongField_IsNamedWithWhatWouldBeRight(string body, string field, string message)
    {
        using var response = await PostAsync(body);

        Assert.Contains(message, await Problem.FieldAsync(response, field), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_TooLongTexts_AreAllNamed()
    {
        var body = $$"""
            { "sku": "{{new string('s', 65)}}", "name": "{{new string('n', 301)}}", "description": "{{new string('d', 10_001)}}",
              "brand": "{{new string('b', 101)}}", "tags": ["{{new string('t', 51)}}"], "imageLink": "https://x/{{new string('i', 2000)}}",
              "attributes": { "a": "{{new string('a', 17_000)}}" }, "category": "{{new string('c', 101)}}" }
            """;

        using var response = await PostAsync(body);

        var errors = (await Problem.ReadAsync(response, HttpStatusCode.BadRequest)).GetProperty("errors");
        Assert.Equal(
            ["sku", "name", "description", "brand", "category", "price", "tags[0]", "imageLink", "attributes"],
            errors.EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("{ \"sku\": \"a\",\n  \"price\": { \"amount\": 1,, } }", "$.price", "line 2, column 26")]
    [InlineData("{ \"sku\": ", "$.sku", "line 1")]
    [InlineData("{ \"tags\": [\"a\", oops] }", "$.tags[0]", "line 1, column 17")]
    [InlineData("{ \"sku\": \"a\", \"sku\": \"b\" }", "$", "line 1")]
    public async Task Post_Malformed_SaysWhere(string body, string path, string place)
    {
        using var response = await PostAsync(body);

        Assert.Contains(place, await Problem.FieldAsync(response, path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_TrailingComma_GetsNoAdviceThatIsForPrograms()
    {
        using var response = await PostAsync("""{ "sku": "a", }""");

        Assert.EndsWith("contains a trailing comma at the end which is not supported in this mode", await Problem.FieldAsync(response, "$"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "The body must be a JSON object")]
    [InlineData("null", "The body must be a JSON object")]
    [InlineData("", "The body is empty")]
    public async Task Post_NoObject_Answers400(string body, string detail)
    {
        var problem = await Problem.ReadAsync(await PostAsync(body), HttpStatusCode.BadRequest);

        Assert.StartsWith(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    public async Task Post_OtherMediaType_Answers415(string mediaType)
    {
        var problem = await Problem.ReadAsync(await PostAsync("{}", mediaType), HttpStatusCode.UnsupportedMediaType);

        Assert.Contains("send application/json", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_PlainJson_Answers415AndSaysWhatIsTaken()
    {
        var product = await api.CreateAsync(Sample.Input());

        using var response = await api.ChangeAsync(HttpMethod.Patch, product.Id, "\"1\"", "{}");

        await Problem.ReadAsync(response, HttpStatusCode.UnsupportedMediaType);
        Assert.Equal("application/merge-patch+json", Assert.Single(response.Headers.GetValues("Accept-Patch")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_TooLarge_Answers413WithTheLimit(bool lengthIsSaid)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Sample.Products)
        {
            Content = new StringContent($"{{ \"name\": \"{new string('n', 300_000)}\" }}", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = !lengthIsSaid;

        var problem = await Problem.ReadAsync(await api.Writer.SendAsync(request, Cancellation), HttpStatusCode.RequestEntityTooLarge);

        Assert.Contains("at most 262,144 bytes", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_List_Answers405WithWhatIsPossible()
    {
        using var response = await api.Writer.DeleteAsync(Sample.Products, Cancellation);

        var problem = await Problem.ReadAsync(response, HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["GET", "POST", "HEAD"], response.Content.Headers.Allow);
        Assert.Contains("GET, POST, HEAD is", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string mediaType = "application/json") =>
        await api.Writer.PostAsync(Sample.Products, new StringContent(body, Encoding.UTF8, mediaType), Cancellation);
}
