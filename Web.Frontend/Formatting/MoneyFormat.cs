using System.Collections.Frozen;
using System.Globalization;
using Catalog.Contracts;
using Catalog.Contracts.Currencies;

namespace Web.Frontend.Formatting;

/// <summary>
/// Writes prices for people: the currency's sign, and as many decimals as the currency has (more where the price has more).
/// The application runs without culture data, so the few facts needed are here.
/// </summary>
public static class MoneyFormat
{
    private static readonly FrozenDictionary<string, string> Signs = new Dictionary<string, string>
    {
        ["AUD"] = "A$", ["BRL"] = "R$", ["CAD"] = "CA$", ["CNY"] = "CN¥", ["EUR"] = "€", ["GBP"] = "£", ["HKD"] = "HK$",
        ["ILS"] = "₪", ["INR"] = "₹", ["JPY"] = "¥", ["KRW"] = "₩", ["MXN"] = "MX$", ["NGN"] = "₦", ["NZD"] = "NZ$",
        ["PHP"] = "₱", ["TWD"] = "NT$", ["UAH"] = "₴", ["USD"] = "$", ["VND"] = "₫",
    }.ToFrozenDictionary();

    /// <summary>Such as <c>$2.79</c>, <c>¥1,200</c>, or <c>12.500 KWD</c> where the currency has no well-known sign.</summary>
    public static string Format(Money money)
    {
        ArgumentNullException.ThrowIfNull(money);
        var number = Number(money);
        return Signs.TryGetValue(money.Currency, out var sign) ? sign + number : $"{number}\u00A0{money.Currency}";
    }

    /// <summary>The bare amount with the currency's decimals, as structured data and form fields want it.</summary>
    public static string Amount(Money money)
    {
        ArgumentNullException.ThrowIfNull(money);
        return Number(money).Replace(",", "", StringComparison.Ordinal);
    }

    private static string Number(Money money)
    {
        var decimals = Math.Max(Iso4217.Find(money.Currency)?.Decimals ?? 2, ScaleOf(money.Amount));
        return money.Amount.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    // Decimals in use, trailing zeros not counted: dividing by this one drops them.
    private static int ScaleOf(decimal amount) => (amount / 1.0000000000000000000000000000m).Scale;
}
