using Catalog.Contracts;
using Web.Frontend.Formatting;

namespace Web.Frontend.Tests.Formatting;

public sealed class MoneyFormatTests
{
    [Theory]
    [InlineData("2.79", "USD", "$2.79")]
    [InlineData("2", "EUR", "€2.00")]
    [InlineData("1234567.5", "GBP", "£1,234,567.50")]
    [InlineData("1200", "JPY", "¥1,200")]
    [InlineData("12.5", "KWD", "12.500\u00A0KWD")]
    [InlineData("0.0325", "USD", "$0.0325")]
    [InlineData("3.1000", "USD", "$3.10")]
    [InlineData("10", "CHF", "10.00\u00A0CHF")]
    public void Format_Currency_HasItsSignAndDecimals(string amount, string currency, string expected) =>
        Assert.Equal(expected, MoneyFormat.Format(new Money(Parse(amount), currency)));

    [Fact]
    public void Amount_Thousands_HasNoSeparators() =>
        Assert.Equal("1234.50", MoneyFormat.Amount(new Money(1234.5m, "USD")));

    private static decimal Parse(string amount) => decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);
}
