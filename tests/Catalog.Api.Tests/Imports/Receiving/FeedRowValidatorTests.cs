using Catalog.Api.Imports.Reading;
using Catalog.Api.Imports.Receiving;
using Catalog.Api.Tests.Imports.Reading;
using Catalog.Contracts.Imports;

namespace Catalog.Api.Tests.Imports.Receiving;

public class FeedRowValidatorTests
{
    [Theory]
    [InlineData(",Kettle,1 EUR,,", "id", "is required")]
    [InlineData("K-1,,1 EUR,,", "title", "is required")]
    [InlineData("K-1,Kettle,,,", "price", "is required: an amount, a space and a currency")]
    [InlineData("K-1,Kettle,-1 EUR,,", "price", "must be 0 to")]
    [InlineData("K-1,Kettle,0.00 USD,,", "price", "must be more than 0")]
    [InlineData("K-1,Kettle,1.555 EUR,,", "price", "must have at most 2 decimals, as EUR has; this is 1.555")]
    [InlineData("K-1,Kettle,4.999 USD,,", "price", "must have at most 2 decimals, as USD has; this is 4.999")]
    [InlineData("K-1,Kettle,10.55 JPY,,", "price", "must have no decimals, as JPY has; this is 10.55")]
    [InlineData("K-1,Kettle,1.2345 KWD,,", "price", "must have at most 3 decimals, as KWD has; this is 1.2345")]
    [InlineData("K-1,Ket\u202etle,1 EUR,,", "title", "must not have characters that turn the direction of text; there is U+202E at character 4")]
    [InlineData("K\u2066-1,Kettle,1 EUR,,", "id", "must not have characters that turn the direction of text; there is U+2066 at character 2")]
    [InlineData("K-1,Kettle,1 XYZ,,", "price", "must be an ISO 4217 code")]
    [InlineData("K-1,Kettle,1 EUR,Home >  > Kettles,", "product_type", "must not have an empty level")]
    [InlineData("K-1,Kettle,1 EUR,,ftp://example.com/x", "Image Link", "must start with http")]
    public async Task Validate_RuleBroken_IsToldUnderTheFilesOwnName(string record, string column, string reason)
    {
        FeedRow row = Assert.Single(await Feed.ReadCsvAsync($"id,title,price,product_type,Image Link\n{record}\n"));

        Assert.Null(FeedRowValidator.Validate(row));

        ImportRowError error = Assert.Single(row.Errors);
        Assert.Equal(column, error.Column);
        Assert.StartsWith(reason, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.55 EUR")]
    [InlineData("1.50000 EUR")]
    [InlineData("10 JPY")]
    [InlineData("10.00 JPY")]
    [InlineData("1.234 KWD")]
    [InlineData("1.2345 CLF")]
    public async Task Validate_DecimalsThatTheCurrencyHas_AreTaken(string price)
    {
        FeedRow row = Assert.Single(await Feed.ReadCsvAsync($"id,title,price\nK-1,\u200fשלום,{price}\n"));

        Assert.NotNull(FeedRowValidator.Validate(row));
    }

    [Theory]
    [InlineData("link", "javascript:alert(1)", "must start with http:// or https://; 'javascript:' is not taken")]
    [InlineData("link", " JaVaScRiPt:alert(1)", "must start with http:// or https://; 'javascript:' is not taken")]
    [InlineData("mobile_link", "data:text/html;base64;x", "must start with http:// or https://; 'data:' is not taken")]
    [InlineData("ads_redirect", "/p/1", "must ")]
    [InlineData("link", "kettle.html", "must be an absolute address")]
    [InlineData("additional_image_link", "\"https://example.com/1.jpg,javascript:alert(1)\"", "must ")]
    [InlineData("link", "https://me:secret@example.com/", "must not have a user name or password in it")]
    public async Task Validate_LinkThatAPageMustNotFollow_IsRefused(string column, string link, string reason)
    {
        FeedRow row = Assert.Single(await Feed.ReadCsvAsync($"id,title,price,{column}\nK-1,Kettle,1 EUR,{link}\n"));

        Assert.Null(FeedRowValidator.Validate(row));

        ImportRowError error = Assert.Single(row.Errors);
        Assert.Equal((column, link.Trim(' ', '"')), (error.Column, error.Value));
        Assert.StartsWith(reason, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("link", "https://example.com/p/1?a=b,c,/d,12:30")]
    [InlineData("additional_image_link", "https://example.com/1.jpg, https://example.com/2.jpg")]
    [InlineData("uplink", "2 x SFP")]
    public async Task Validate_LinkOfTheWeb_IsTaken(string column, string link)
    {
        FeedRow row = Assert.Single(await Feed.ReadCsvAsync($"id,title,price,{column}\nK-1,Kettle,1 EUR,\"{link}\"\n"));

        Assert.NotNull(FeedRowValidator.Validate(row));
    }

    [Fact]
    public async Task Validate_CellThatCouldNotBeRead_IsToldOnce()
    {
        FeedRow row = Assert.Single(await Feed.ReadCsvAsync("id,title,price\nK-1,,cheap\n"));

        Assert.Null(FeedRowValidator.Validate(row));

        Assert.Equal(["price", "title"], row.Errors.Select(error => error.Column));
    }

    [Theory]
    [InlineData("a\\u0000b")]
    [InlineData("1e400")]
    public async Task Validate_WhatPostgresCannotHold_IsAnError(string value)
    {
        string json = value.StartsWith('1') ? value : $"\"{value}\"";
        FeedRow row = Assert.Single(await Feed.ReadNdjsonAsync($$$"""{"id":"K-1","title":"Kettle","price":"1 EUR","attributes":{"x":{{{json}}}}}"""));

        Assert.Null(FeedRowValidator.Validate(row));
        Assert.NotEmpty(row.Errors);
    }
}
