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
    [InlineData("K-1,Kettle,,,", "price", "is required: must be an amount, a space and a currency")]
    [InlineData("K-1,Kettle,-1 EUR,,", "price", "must be 0 to")]
    [InlineData("K-1,Kettle,1.00001 EUR,,", "price", "must have at most 4 decimals")]
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
