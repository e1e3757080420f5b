using System.Net;
using Catalog.Contracts;
using Microsoft.AspNetCore.Http;
using Web.Frontend.Tests.Fakes;

namespace Web.Frontend.Tests.Manage;

public sealed class EditorTests(FrontendFactory factory) : IClassFixture<FrontendFactory>
{
    private const string NewUrl = "/manage/products/new";

    private readonly Browser _browser = factory.OpenBrowser();

    private FakeProducts Products => factory.Api.Products;

    [Fact]
    public async Task Create_WholeForm_MakesTheProduct()
    {
        var html = await OpenAsync(NewUrl);
        using var response = await _browser.SubmitAsync(
            NewUrl, html, NewUrl,
            ("Edit.Product.Sku", "NEW-1"), ("Edit.Product.Name", "New & shiny"), ("Edit.Product.Price", "7.5"), ("Edit.Product.Currency", "eur"),
            ("Edit.Product.Category", "Home > New"), ("Edit.Product.Tags", "B, a"), ("Edit.Product.Stock", "4"),
            ("Edit.Product.Attributes[0].Name", "litres"), ("Edit.Product.Attributes[0].Value", "1.5"), ("Edit.Product.Attributes[0].Kind", "json"));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var product = Products.All.Single(other => other.Sku == "NEW-1");
        Assert.EndsWith($"/manage/products/{product.Id}", response.Headers.Location!.ToString());
        Assert.Equal(new Money(7.5m, "EUR"), product.Price);
        Assert.Equal("1.5", product.Attributes["litres"]!.ToJsonString());
        var saved = await _browser.HtmlAsync($"/manage/products/{product.Id}");
        Assert.Contains("“New & shiny” is in the catalogue.", Browser.Visible(saved));
        Assert.DoesNotContain("is in the catalogue.", await _browser.HtmlAsync($"/manage/products/{product.Id}"));
    }

    [Fact]
    public async Task Create_SentTwice_MakesOneProduct()
    {
        var html = await OpenAsync(NewUrl);
        (string, string)[] fields = [("Edit.Product.Sku", "TWICE-1"), ("Edit.Product.Name", "Twice"), ("Edit.Product.Price", "1")];
        using var first = await _browser.SubmitAsync(NewUrl, html, NewUrl, fields);
        using var second = await _browser.SubmitAsync(NewUrl, html, NewUrl, fields);

        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Single(Products.All, product => product.Sku == "TWICE-1");
    }

    [Fact]
    public async Task Create_Mistakes_AreShownAtTheirFieldsAndNothingIsLost()
    {
        var html = await OpenAsync(NewUrl);
        using var response = await _browser.SubmitAsync(
            NewUrl, html, NewUrl, ("Edit.Product.Sku", "SKU-0001"), ("Edit.Product.Name", ""), ("Edit.Product.Price", "-3"), ("Edit.Product.Description", "Typed <b>text</b>"));
        var page = await Browser.TextAsync(response);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains("3 things need correcting", page);
        Assert.Matches("id=\"sku\"[^>]*aria-invalid=\"true\"[^>]*aria-describedby=\"sku-hint sku-error\"", page);
        Assert.Contains("Another product has this SKU.", page);
        Assert.Contains("The amount must be 0 or more.", page);
        Assert.Contains("Typed &lt;b&gt;text&lt;/b&gt;", page);
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("many", 4)]
    public async Task Create_EmptyForm_SaysEverythingThatIsMissing(string stock, int mistakes)
    {
        var html = await OpenAsync(NewUrl);
        using var response = await _browser.SubmitAsync(NewUrl, html, NewUrl, ("Edit.Product.Stock", stock));
        var page = await Browser.TextAsync(response);

        Assert.Contains($"{mistakes} things need correcting", page);
        Assert.All(["name", "sku", "price"], field => Assert.Matches($"id=\"{field}\"[^>]*aria-invalid=\"true\"", page));
    }

    [Fact]
    public async Task Edit_Currency_IsAChoiceOfAllThatThereAre()
    {
        var html = await OpenAsync(NewUrl);

        Assert.Matches("<select[^>]* name=\"Edit.Product.Currency\"", html);
        Assert.Matches("<option value=\"EUR\"[^>]*>EUR – Euro</option>", System.Net.WebUtility.HtmlDecode(html));
        Assert.Matches("<option value=\"USD\" selected[^>]*>USD – US Dollar</option>", System.Net.WebUtility.HtmlDecode(html));
        Assert.Equal(Catalog.Contracts.Currencies.Iso4217.All.Count, System.Text.RegularExpressions.Regex.Count(html, "<option value=\"[A-Z]{3}\""));
    }

    [Fact]
    public async Task Edit_CurrencyThatIsWithdrawn_IsKept()
    {
        Products.Change(12, product => product with { Price = new Money(5, "BGN") });

        Assert.Matches("<option value=\"BGN\"[^>]*>BGN</option>", await OpenAsync("/manage/products/12"));
    }

    [Fact]
    public async Task Create_PriceThatIsNoNumber_IsNotSent()
    {
        var html = await OpenAsync(NewUrl);
        using var response = await _browser.SubmitAsync(
            NewUrl, html, NewUrl, ("Edit.Product.Sku", "NOT-SENT"), ("Edit.Product.Name", "x"), ("Edit.Product.Price", "12,50"));

        Assert.Contains("such as 12.50", await Browser.TextAsync(response));
        Assert.DoesNotContain(Products.All, product => product.Sku == "NOT-SENT");
    }

    [Fact]
    public async Task Create_MoreAttributes_GivesRoomAndKeepsTheText()
    {
        var html = await OpenAsync(NewUrl);
        using var response = await _browser.SubmitAsync(
            NewUrl, html, NewUrl, ("Edit.Product.Name", "Half typed"), ("Edit.Action", "add-attributes"));
        var page = await Browser.TextAsync(response);

        Assert.Contains("Edit.Product.Attributes[3].Name", page);
        Assert.Contains("value=\"Half typed\"", page);
    }

    [Fact]
    public async Task Edit_Change_IsSaved()
    {
        var html = await OpenAsync("/manage/products/10");
        using var response = await _browser.SubmitAsync("", html, "/manage/products/10", ("Edit.Product.Name", "Renamed"));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("Renamed", Products.Find(10)!.Name);
        Assert.Equal("Steel", (string?)Products.Find(10)!.Attributes["material"]);
        Assert.Equal("Home & Kitchen", Products.Find(10)!.CategoryPath[0].Name);
    }

    [Fact]
    public async Task Edit_ConflictOnTheSameField_AsksAndSavesTheChoice()
    {
        var html = await OpenAsync("/manage/products/11");
        Products.Change(11, product => product with { Name = "Their name", Stock = 77 });
        using var conflict = await _browser.SubmitAsync("", html, "/manage/products/11", ("Edit.Product.Name", "My name"), ("Edit.Product.Brand", "My brand"));
        var page = await Browser.TextAsync(conflict);

        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
        var text = Browser.Visible(page);
        Assert.Contains("Somebody else changed this product", text);
        Assert.Contains("Name: you both changed it", text);
        Assert.Contains("Keep mine My name", text);
        Assert.Contains("Take theirs Their name", text);
        Assert.Equal("Their name", Products.Find(11)!.Name);

        using var saved = await _browser.SubmitAsync("", page, "/manage/products/11", ("Edit.Choices[name]", "mine"));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var product = Products.Find(11)!;
        Assert.Equal(("My name", 77, "My brand"), (product.Name, product.Stock, product.Brand));
    }

    [Fact]
    public async Task Edit_ConflictTakingTheirs_KeepsTheirs()
    {
        var html = await OpenAsync("/manage/products/12");
        Products.Change(12, product => product with { Name = "Their name" });
        using var conflict = await _browser.SubmitAsync("", html, "/manage/products/12", ("Edit.Product.Name", "My name"), ("Edit.Product.Tags", "mine"));
        using var saved = await _browser.SubmitAsync(
            "", await Browser.TextAsync(conflict), "/manage/products/12", ("Edit.Choices[name]", "theirs"));

        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.Equal("Their name", Products.Find(12)!.Name);
        Assert.Equal(["mine"], Products.Find(12)!.Tags);
    }

    [Fact]
    public async Task Edit_AnotherConflictWhileChoosing_AsksAgain()
    {
        var html = await OpenAsync("/manage/products/13");
        Products.Change(13, product => product with { Name = "Second" });
        using var first = await _browser.SubmitAsync("", html, "/manage/products/13", ("Edit.Product.Name", "Mine"));
        Products.Change(13, product => product with { Name = "Third" });
        using var second = await _browser.SubmitAsync("", await Browser.TextAsync(first), "/manage/products/13", ("Edit.Choices[name]", "mine"));

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("Take theirs Third", Browser.Visible(await Browser.TextAsync(second)));
    }

    [Fact]
    public async Task Edit_OtherHasSavedTheSame_IsNoConflict()
    {
        var html = await OpenAsync("/manage/products/14");
        Products.Change(14, product => product with { Name = "Alike" });
        using var response = await _browser.SubmitAsync("", html, "/manage/products/14", ("Edit.Product.Name", "Alike"));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    [Fact]
    public async Task Edit_DeletedMeanwhile_OffersToCreateAnew()
    {
        var html = await OpenAsync("/manage/products/15");
        Products.All.RemoveAll(product => product.Id == 15);
        using var gone = await _browser.SubmitAsync("", html, "/manage/products/15", ("Edit.Product.Name", "Survivor"));
        var page = await Browser.TextAsync(gone);

        Assert.Equal(HttpStatusCode.Conflict, gone.StatusCode);
        Assert.Contains("Somebody deleted this product", page);
        using var again = await _browser.SubmitAsync("", page, "/manage/products/15", ("Edit.Action", "recreate"));
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        Assert.Equal("SKU-0015", Products.All.Single(product => product.Name == "Survivor").Sku);
    }

    [Fact]
    public async Task Edit_ApiGone_KeepsTheTextAndTheKey()
    {
        await using var own = new FrontendFactory();
        await own.InitializeAsync();
        var browser = own.OpenBrowser();
        await browser.SignInAsync();
        var html = await browser.HtmlAsync(NewUrl);
        own.Api.Failure = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        using var response = await browser.SubmitAsync(NewUrl, html, NewUrl, ("Edit.Product.Sku", "A"), ("Edit.Product.Name", "Kept"), ("Edit.Product.Price", "1"));
        var page = await Browser.TextAsync(response);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("value=\"Kept\"", page);
        Assert.Equal(KeyOf(html), KeyOf(page));
    }

    [Fact]
    public async Task Delete_Confirmed_DeletesAndSaysSo()
    {
        var html = await OpenAsync("/manage/products/20/delete");
        using var response = await _browser.SubmitAsync("", html, "/manage/products/20/delete");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Null(Products.Find(20));
        Assert.Contains("is deleted.", await _browser.HtmlAsync("/manage/products"));
    }

    [Fact]
    public async Task Delete_ChangedMeanwhile_AsksAgain()
    {
        var html = await OpenAsync("/manage/products/21/delete");
        Products.Change(21, product => product with { Price = new Money(999, "USD") });
        using var asked = await _browser.SubmitAsync("", html, "/manage/products/21/delete");
        var page = await Browser.TextAsync(asked);

        Assert.Equal(HttpStatusCode.Conflict, asked.StatusCode);
        Assert.Contains("$999.00", page);
        Assert.NotNull(Products.Find(21));
        using var done = await _browser.SubmitAsync("", page, "/manage/products/21/delete");
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        Assert.Null(Products.Find(21));
    }

    [Fact]
    public async Task List_Search_FindsByNameAndIsNotCached()
    {
        await _browser.SignInAsync();
        using var response = await _browser.GetAsync("/manage/products?q=marble");

        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Contains("4 products", Browser.Visible(await Browser.TextAsync(response)));
    }

    private static string KeyOf(string html) => HtmlForm.Find(html, NewUrl).Fields.Single(field => field.Key == "Edit.Key").Value;

    private async Task<string> OpenAsync(string url)
    {
        await _browser.SignInAsync();
        return await _browser.HtmlAsync(url);
    }
}
