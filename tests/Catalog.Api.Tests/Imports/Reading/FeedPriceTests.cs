using Catalog.Api.Imports.Reading;

namespace Catalog.Api.Tests.Imports.Reading;

public class FeedPriceTests
{
    [Theory]
    [InlineData("2.79 USD", "2.79", "USD")]
    [InlineData("usd 2.79", "2.79", "USD")]
    [InlineData("24.90\u00a0EUR", "24.90", "EUR")]
    [InlineData("24.90 \u2009 EUR", "24.90", "EUR")]
    [InlineData("4.99", "4.99", null)]
    [InlineData("5.", "5", null)]
    [InlineData(".5 EUR", "0.5", "EUR")]
    [InlineData("-1 EUR", "-1", "EUR")]
    public void Parse_PriceAsFeedsWriteIt_IsRead(string text, string amount, string? currency)
    {
        FeedPrice price = FeedPrice.Parse(text);

        Assert.Equal((decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency, null), (price.Amount, price.Currency, price.Fault));
    }

    [Fact]
    public void Parse_EachWayToBeWrong_HasAReasonOfItsOwn()
    {
        Dictionary<string, string> reasons = new[]
        {
            "NaN USD", "1e309 USD", new string('9', 32) + " USD", "2,79 USD", "$4.99", "2.79USD", "1 299.00 USD", "USD", "1.2.3 USD", "about five",
        }.ToDictionary(text => text, text => FeedPrice.Parse(text).Fault!);

        Assert.All(reasons, reason => Assert.StartsWith("must ", reason.Value, StringComparison.Ordinal));
        Assert.Equal(reasons.Count, reasons.Values.Distinct().Count());
    }

    [Theory]
    [InlineData("NaN USD", "must have a number for its amount, as in '2.79 USD'; 'NaN' is none")]
    [InlineData("Infinity USD", "must have a number for its amount, as in '2.79 USD'; 'Infinity' is none")]
    [InlineData("1e309 USD", "must be an amount written out, without an exponent: '1200.00 USD', not '1.2e3 USD'")]
    [InlineData("12345678901234567890123456789012 USD", "must be an amount of 0 to 9,999,999.9999; this has 32 digits")]
    [InlineData("1.00000000000000000000000000000001 USD", "must be an amount of 0 to 9,999,999.9999; this has 33 digits")]
    [InlineData("2,79 USD", "must have a point before its decimals and no comma, as in '1299.00 USD': a comma means thousands here and decimals there")]
    [InlineData("1,299.00 USD", "must have a point before its decimals and no comma, as in '1299.00 USD': a comma means thousands here and decimals there")]
    [InlineData("4.99 €", "must name its currency by the three letters of ISO 4217, such as '2.79 USD', not by a sign")]
    [InlineData("US$ 4.99", "must name its currency by the three letters of ISO 4217, such as '2.79 USD', not by a sign")]
    [InlineData("2.79USD", "must have a space between amount and currency, as in '2.79 USD'")]
    [InlineData("1 299.00 USD", "must not have spaces within the amount: write '1299.00 USD'")]
    [InlineData("USD", "must have an amount too: an amount, a space and a currency, such as '2.79 USD'")]
    public void Parse_WhatIsNoPrice_SaysWhy(string text, string reason) => Assert.Equal(reason, FeedPrice.Parse(text).Fault);
}
