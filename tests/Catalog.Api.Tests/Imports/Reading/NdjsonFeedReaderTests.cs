using Catalog.Api.Imports.Reading;
using Catalog.Contracts;
using Catalog.Contracts.Imports;
using Catalog.Contracts.Products;

namespace Catalog.Api.Tests.Imports.Reading;

public class NdjsonFeedReaderTests
{
    [Fact]
    public async Task Read_OwnMemberNames_FillTheProduct()
    {
        FeedRow row = Assert.Single(await Feed.ReadNdjsonAsync(
            """
            {"sku":"K-1","name":"Kettle","description":"Boils","brand":"Acme","category":"Home > Kitchen","price":{"amount":24.90,"currency":"EUR"},"stock":7,"availability":"preorder","tags":["steel","gift"],"imageLink":"https://example.com/k.jpg","attributes":{"volume":{"litres":1.7}}}
            """));

        Assert.Empty(row.Errors);
        Assert.Equal(
            ("K-1", "Kettle", "Boils", "Acme", "Home > Kitchen", new Money(24.90m, "EUR"), 7, Availability.Preorder, "https://example.com/k.jpg"),
            (row.Sku, row.Name, row.Description, row.Brand, row.Category, row.Price, row.Stock, row.Availability, row.ImageLink));
        Assert.Equal(["steel", "gift"], row.Tags);
        Assert.Equal("""{"volume":{"litres":1.7}}""", row.Attributes.ToJsonString());
    }

    [Fact]
    public async Task Read_MerchantMemberNames_FillTheProduct()
    {
        FeedRow row = Assert.Single(await Feed.ReadNdjsonAsync(
            """{"id":1234,"title":"Kettle","price":{"value":"24.90","currency":"EUR"},"product_type":"Home, Garden","tags":"a,b","quantity":"3","mpn":"m-1","multipack":6,"eco":true}"""));

        Assert.Empty(row.Errors);
        Assert.Equal(("1234", "Kettle", new Money(24.90m, "EUR"), "Home", 3), (row.Sku, row.Name, row.Price, row.Category, row.Stock));
        Assert.Equal(["a", "b"], row.Tags);
        Assert.Equal("""{"mpn":"m-1","multipack":6,"eco":true}""", row.Attributes.ToJsonString());
    }

    [Fact]
    public async Task Read_Nulls_EmptyWhatCanBeEmpty()
    {
        FeedRow row = Assert.Single(await Feed.ReadNdjsonAsync(
            """{"sku":"K-1","name":"Kettle","price":"1 EUR","description":null,"brand":null,"category":null,"stock":null,"availability":null,"tags":null,"imageLink":null,"attributes":null,"mpn":null}"""));

        Assert.Empty(row.Errors);
        Assert.Equal(("", "", "", ""), (row.Description, row.Brand, row.Category, row.ImageLink));
        Assert.Equal((0, true, true), (row.Stock, row.ResetsAvailability, row.ReplacesAttributes));
        Assert.Empty(row.Tags!);
        Assert.Equal(["mpn"], row.RemovedAttributes);
    }

    [Fact]
    public async Task Read_LinesAndBlanks_AreCounted()
    {
        List<FeedRow> rows = await Feed.ReadNdjsonAsync("\uFEFF\n{\"id\":\"1\"}\r\n  \n\n{\"id\":\"2\"}\n{\"id\":\"3\"}");

        Assert.Equal([(2L, "1"), (5L, "2"), (6L, "3")], rows.Select(row => (row.Line, row.Sku!)));
    }

    [Theory]
    [InlineData("{\"id\":\"1\"", "must be one JSON object on one line; it is broken at byte")]
    [InlineData("{\"id\":\"1\"} {\"id\":\"2\"}", "must be one JSON object on one line; it is broken at byte 12")]
    [InlineData("{\"id\":\"1\",\"id\":\"2\"}", "must be one JSON object")]
    [InlineData("[1]", "must be a JSON object")]
    [InlineData("null", "must be a JSON object")]
    [InlineData("nonsense", "must be one JSON object on one line; it is broken at byte")]
    [InlineData("{\"id\":\"\\ud83d\"}", "must be valid Unicode")]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", "must be one JSON object")]
    public async Task Read_LineThatIsNoRow_IsOneErrorAndTheNextIsRead(string line, string reason)
    {
        List<FeedRow> rows = await Feed.ReadNdjsonAsync($"{line}\n{{\"id\":\"2\"}}\n");

        Assert.Equal(2, rows.Count);
        Assert.True(rows[0].IsUnreadable);
        ImportRowError error = Assert.Single(rows[0].Errors);
        Assert.StartsWith(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(1, error.Line);
        Assert.Equal("2", rows[1].Sku);
    }

    [Theory]
    [InlineData("\"price\":2.79", "price", "must have a currency")]
    [InlineData("\"price\":{\"amount\":2.79}", "price", "must have a currency")]
    [InlineData("\"price\":true", "price", "must be \"2.79 USD\" or")]
    [InlineData("\"price\":2.79,\"currency\":978", "currency", "must be a text")]
    [InlineData("\"price\":\"2.79 USD\",\"currency\":\"EUR\"", "currency", "must be USD, as the price says")]
    [InlineData("\"price\":{\"amount\":1,\"currency\":\"EUR\",\"tax\":1}", "price", "must be \"2.79 USD\" or")]
    [InlineData("\"price\":{\"amount\":1e99,\"currency\":\"EUR\"}", "price", "must be an amount written out, without an exponent")]
    [InlineData("\"title\":5", "title", "must be a text")]
    [InlineData("\"stock\":1.5", "stock", "must be a whole number")]
    [InlineData("\"stock\":true", "stock", "must be a whole number")]
    [InlineData("\"tags\":[1]", "tags", "must be a list of texts")]
    [InlineData("\"attributes\":[1]", "attributes", "must be a JSON object")]
    [InlineData("\"attributes\":\"{\"", "attributes", "must be a JSON object")]
    [InlineData("\"sku\":\"2\"", "sku", "says the same as 'id'")]
    [InlineData("\"\":\"2\"", null, "must not have a member without a name")]
    public async Task Read_MemberOfTheWrongForm_TellsMemberAndForm(string member, string? column, string reason)
    {
        FeedRow row = Assert.Single(await Feed.ReadNdjsonAsync($"{{\"id\":\"1\",{member}}}"));

        ImportRowError error = Assert.Single(row.Errors);
        Assert.Equal(column, error.Column);
        Assert.StartsWith(reason, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"price\":129.99,\"currency\":\"USD\"")]
    [InlineData("\"currency\":\"usd\",\"price\":\"129.99\"")]
    [InlineData("\"price\":{\"amount\":129.99},\"currency\":\"USD\"")]
    [InlineData("\"price\":\"129.99\u00a0USD\",\"currency\":null")]
    public async Task Read_CurrencyOfItsOwn_IsThePrices(string members)
    {
        FeedRow row = Assert.Single(await Feed.ReadNdjsonAsync($"{{\"id\":\"1\",{members}}}"));

        Assert.Empty(row.Errors);
        Assert.Equal(new Money(129.99m, "USD"), row.Price);
    }

    [Fact]
    public async Task Read_IdAsANumberWithAnExponent_IsRefused()
    {
        ImportRowError error = Assert.Single(Assert.Single(await Feed.ReadNdjsonAsync("{\"id\":8.90E+12,\"price\":\"1 EUR\"}")).Errors);

        Assert.Equal(("id", "8.90E+12"), (error.Column, error.Value));
    }

    [Fact]
    public async Task Read_NoRows_IsRefused()
    {
        Assert.Equal("422: The file has no rows. Send one JSON object a line.", await Feed.RefusalOfAsync("\n \n", ImportFormat.Ndjson));
    }

    [Fact]
    public async Task Read_TooManyMembers_IsAnError()
    {
        string members = string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"m{i}\":{i}"));

        FeedRow row = Assert.Single(await Feed.ReadNdjsonAsync($"{{{members}}}"));

        Assert.Equal("must have at most 256 members", Assert.Single(row.Errors).Reason);
    }
}
