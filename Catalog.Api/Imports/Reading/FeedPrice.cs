using System.Globalization;
using System.Text.RegularExpressions;
using Catalog.Api.Products.Validation;

namespace Catalog.Api.Imports.Reading;

/// <summary>
/// A price as feeds write it: <c>2.79 USD</c>, the currency may stand first, or be left to a column of its own. Never a
/// comma: it means thousands here and decimals there.
/// </summary>
/// <param name="Amount">What it costs; null where it cannot be read.</param>
/// <param name="Currency">In capitals; null where the cell has none.</param>
/// <param name="Fault">Why the amount cannot be read.</param>
internal sealed partial record FeedPrice(decimal? Amount, string? Currency, string? Fault)
{
    public const string Form = "an amount, a space and a currency, such as '2.79 USD'";

    // What a decimal holds without rounding.
    private const int MostDigits = 28;

    public static FeedPrice Parse(string text)
    {
        // Any white space will do: spreadsheets put U+00A0 between amount and currency.
        string[] parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            [var amount, var currency] when IsCurrency(currency) => Of(amount, currency),
            [var currency, var amount] when IsCurrency(currency) => Of(amount, currency),
            [var currency] when IsCurrency(currency) => new(null, currency.ToUpperInvariant(), $"must have an amount too: {Form}"),
            [var amount] when GluedCurrency().IsMatch(amount) => new(null, null, "must have a space between amount and currency, as in '2.79 USD'"),
            [var amount] => Of(amount, null),
            _ when text.EnumerateRunes().Any(IsSign) => Unsigned,
            [.., var last] when IsCurrency(last) => new(null, null, "must not have spaces within the amount: write '1299.00 USD'"),
            _ => new(null, null, $"must be {Form}"),
        };
    }

    /// <summary>An amount alone, as JSON numbers are.</summary>
    public static FeedPrice Of(string amount, string? currency) =>
        FaultIn(amount) is { } fault
            ? new(null, currency?.ToUpperInvariant(), fault)
            : new(decimal.Parse(amount, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), currency?.ToUpperInvariant(), null);

    private static FeedPrice Unsigned { get; } = new(null, null, "must name its currency by the three letters of ISO 4217, such as '2.79 USD', not by a sign");

    private static string? FaultIn(string amount)
    {
        if (Plain().IsMatch(amount))
        {
            int digits = amount.Count(char.IsAsciiDigit);
            return digits > MostDigits ? $"must be an amount of 0 to {ProductLimits.Price.ToString("N4", CultureInfo.InvariantCulture)}; this has {digits} digits" : null;
        }

        return amount switch
        {
            _ when amount.EnumerateRunes().Any(IsSign) => Unsigned.Fault,
            _ when Exponent().IsMatch(amount) => "must be an amount written out, without an exponent: '1200.00 USD', not '1.2e3 USD'",
            _ when WithCommas().IsMatch(amount) => "must have a point before its decimals and no comma, as in '1299.00 USD': a comma means thousands here and decimals there",
            _ when amount.Any(char.IsAsciiDigit) => $"must be {Form}; {TextRules.Quote(amount)} is no amount",
            _ => $"must have a number for its amount, as in '2.79 USD'; {TextRules.Quote(amount)} is none",
        };
    }

    private static bool IsCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetter) && !text.Equals("NaN", StringComparison.OrdinalIgnoreCase);

    private static bool IsSign(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune) == UnicodeCategory.CurrencySymbol;

    [GeneratedRegex(@"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^[+-]?[0-9.]+[eE][+-]?[0-9]+$")]
    private static partial Regex Exponent();

    [GeneratedRegex(@"^[+-]?[0-9.,']*,[0-9.,']*$")]
    private static partial Regex WithCommas();

    [GeneratedRegex(@"^([0-9.]+[A-Za-z]{3}|[A-Za-z]{3}[0-9.]+)$")]
    private static partial Regex GluedCurrency();
}
