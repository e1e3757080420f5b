using System.Collections.Frozen;
using System.Globalization;
using Catalog.Contracts;

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

    // ISO 4217, minor units; every other currency has two.
    private static readonly FrozenDictionary<string, int> Decimals = Group(
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"));

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
        var decimals = Math.Max(Decimals.GetValueOrDefault(money.Currency, 2), ScaleOf(money.Amount));
        return money.Amount.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    // Decimals in use, trailing zeros not counted: dividing by this one drops them.
    private static int ScaleOf(decimal amount) => (amount / 1.0000000000000000000000000000m).Scale;

    private static FrozenDictionary<string, int> Group(params ReadOnlySpan<(int Decimals, string Codes)> groups)
    {
        var result = new Dictionary<string, int>();
        foreach (var (decimals, codes) in groups)
        {
            foreach (var code in codes.Split(' '))
                result.Add(code, decimals);
        }

        return result.ToFrozenDictionary();
    }
}
