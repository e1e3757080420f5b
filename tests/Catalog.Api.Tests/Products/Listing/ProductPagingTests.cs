using Catalog.Api.Tests.Hosting;
using Catalog.Contracts.Products;

namespace Catalog.Api.Tests.Products.Listing;

public sealed class ProductPagingTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("name", false)]
    [InlineData("price_asc", false)]
    [InlineData("price_desc", false)]
    [InlineData("newest", false)]
    [InlineData("relevance", true)]
    public async Task Pages_WhileProductsAreMade_NeitherRepeatNorHide(string sort, bool search)
    {
        var tag = Sample.Sku().ToLowerInvariant();
        var made = new List<long>();
        for (var i = 0; i < 11; i++)
        {
            // Equal names and prices: the id must tell them apart.
            made.Add((await api.CreateAsync(Sample.Input(name: $"Kettle {i % 3}", amount: i % 4) with { Tags = [tag] })).Id);
        }

        var list = $"tag={tag}&sort={sort}&limit=3{(search ? "&q=kettle" : "")}";
        var pages = new List<ProductPage> { await api.ListAsync(list) };
        while (pages[^1].NextCursor is { } next)
        {
            await api.CreateAsync(Sample.Input(name: "Kettle 1", amount: 2) with { Tags = [tag] });
            pages.Add(await api.ListAsync($"{list}&cursor={next}"));
        }

        var seen = pages.SelectMany(page => page.Items).Select(item => item.Id).ToArray();
        Assert.Equal(seen.Length, seen.Distinct().Count());
        Assert.Empty(made.Except(seen));
        Assert.Null(pages[0].PreviousCursor);

        // And all the way back.
        var back = pages[^1];
        var returned = back.Items.Select(item => item.Id).Reverse().ToList();
        while (back.PreviousCursor is { } previous)
        {
            back = await api.ListAsync($"{list}&cursor={previous}");
            returned.AddRange(back.Items.Select(item => item.Id).Reverse());
        }

        Assert.Equal(returned.Count, returned.Distinct().Count());
        Assert.Empty(made.Except(returned));
    }

    [Fact]
    public async Task Page_Sorted_IsInOrder()
    {
        var tag = Sample.Sku().ToLowerInvariant();
        foreach (var (name, amount) in new[] { ("banana", 2m), ("Äpfel", 3m), ("Cherry", 1m) })
            await api.CreateAsync(Sample.Input(name: name, amount: amount) with { Tags = [tag] });

        Assert.Equal(["Äpfel", "banana", "Cherry"], await NamesAsync($"tag={tag}&sort=name"));
        Assert.Equal(["Cherry", "banana", "Äpfel"], await NamesAsync($"tag={tag}&sort=price_asc"));
        Assert.Equal(["Äpfel", "banana", "Cherry"], await NamesAsync($"tag={tag}&sort=price_desc"));
        Assert.Equal(["Cherry", "Äpfel", "banana"], await NamesAsync($"tag={tag}&sort=newest"));
    }

    [Fact]
    public async Task Cursor_AfterEverythingWasDeleted_StillTurnsRound()
    {
        var tag = Sample.Sku().ToLowerInvariant();
        var products = new List<Product>();
        for (var i = 0; i < 3; i++)
            products.Add(await api.CreateAsync(Sample.Input(name: $"P {i}") with { Tags = [tag] }));
        var first = await api.ListAsync($"tag={tag}&limit=2");
        await api.ChangeAsync(HttpMethod.Delete, products[2].Id, "*");

        var second = await api.ListAsync($"tag={tag}&limit=2&cursor={first.NextCursor}");
        var back = await api.ListAsync($"tag={tag}&limit=2&cursor={second.PreviousCursor}");

        Assert.Empty(second.Items);
        Assert.Null(second.NextCursor);
        Assert.NotEmpty(back.Items);
    }

    [Theory]
    [InlineData("tag={0}&sort=price_asc")]
    [InlineData("tag={0}&inStock=true")]
    [InlineData("tag=other")]
    public async Task Cursor_OfAnotherList_IsRefused(string otherList)
    {
        var (tag, cursor) = await CursorAsync();

        using var response = await api.Anonymous.GetAsync($"{Sample.Products}?{string.Format(null, otherList, tag)}&cursor={cursor}", Cancellation);

        Assert.Contains("is not of this list", await Problem.FieldAsync(response, "cursor"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cursor_Changed_IsRefused()
    {
        var (tag, cursor) = await CursorAsync();
        var changed = cursor[..20] + (cursor[20] == 'A' ? 'B' : 'A') + cursor[21..];

        foreach (var wrong in new[] { changed, cursor[..^4], "abc", "AAAA", "!!" })
        {
            using var response = await api.Anonymous.GetAsync($"{Sample.Products}?tag={tag}&cursor={wrong}", Cancellation);
            Assert.Contains("is not of this list", await Problem.FieldAsync(response, "cursor"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Limit_Other_ContinuesTheList()
    {
        var (tag, cursor) = await CursorAsync();

        var page = await api.ListAsync($"tag={tag}&limit=50&cursor={cursor}");

        Assert.Equal(2, page.Items.Count);
        Assert.Equal(3, page.Total);
    }

    private async Task<(string Tag, string Cursor)> CursorAsync()
    {
        var tag = Sample.Sku().ToLowerInvariant();
        for (var i = 0; i < 3; i++)
            await api.CreateAsync(Sample.Input() with { Tags = [tag] });
        return (tag, (await api.ListAsync($"tag={tag}&limit=1")).NextCursor!);
    }

    private async Task<IEnumerable<string>> NamesAsync(string list) => (await api.ListAsync(list)).Items.Select(item => item.Name);
}
