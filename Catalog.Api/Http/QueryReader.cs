using System.Globalization;
using System.Text.Json;
using Catalog.Api.Errors;
using Catalog.Api.Products.Validation;

namespace Catalog.Api.Http;

/// <summary>
/// Reads the query of a request strictly: a parameter that is unknown, given twice, or not of its type is an error that names
/// it. Ask for every parameter, then call <see cref="ThrowIfInvalid"/>.
/// </summary>
internal sealed class QueryReader
{
    private readonly IQueryCollection _query;
    private readonly FieldErrors _errors = new();

    /// <param name="query">What the client sent.</param>
    /// <param name="known">All parameters that the address takes.</param>
    public QueryReader(IQueryCollection query, IReadOnlyList<QueryParameter> known)
    {
        _query = query;
        foreach (var name in query.Keys)
        {
            if (known.All(parameter => parameter.Name != name))
                _errors.Add(name, $"is not a parameter here; there are {string.Join(", ", known.Select(parameter => parameter.Name))}");
        }
    }

    public string? Text(string name, int longest)
    {
        var value = Single(name);
        return string.IsNullOrWhiteSpace(value) || !IsText(name, value, longest) ? null : value.Trim();
    }

    public string[] Texts(string name, int most, int longest)
    {
        var values = _query[name].OfType<string>().Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value.Trim()).ToArray();
        if (values.Length > most)
            _errors.Add(name, $"may be given at most {most} times; it is there {values.Length} times");

        return Array.TrueForAll(values, value => IsText(name, value, longest)) ? values : [];
    }

    public int Whole(string name, int least, int most, int otherwise)
    {
        var value = Single(name);
        if (string.IsNullOrWhiteSpace(value))
            return otherwise;
        if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;

        _errors.Add(name, $"must be a whole number from {least} to {most}; it is {TextRules.Quote(value)}");
        return otherwise;
    }

    public decimal? Amount(string name)
    {
        var value = Single(name);
        if (string.IsNullOrWhiteSpace(value))
            return null;
        if (decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= ProductLimits.Price)
            return number;

        _errors.Add(name, $"must be a number from 0 to {ProductLimits.Price.ToString(CultureInfo.InvariantCulture)} with a point for decimals, such as 19.90; it is {TextRules.Quote(value)}");
        return null;
    }

    public bool Flag(string name)
    {
        var value = Single(name);
        switch (value)
        {
            case null or "" or "false":
                return false;
            case "true":
                return true;
            default:
                _errors.Add(name, $"must be true or false; it is {TextRules.Quote(value)}");
                return false;
        }
    }

    public TEnum Choice<TEnum>(string name, TEnum otherwise)
        where TEnum : struct, Enum
    {
        var value = Single(name);
        if (string.IsNullOrWhiteSpace(value))
            return otherwise;

        foreach (var choice in Enum.GetValues<TEnum>())
        {
            if (Word(choice) == value)
                return choice;
        }

        _errors.Add(name, $"must be one of {string.Join(", ", Enum.GetValues<TEnum>().Select(Word))}; it is {TextRules.Quote(value)}");
        return otherwise;
    }

    public void Refuse(string name, string message) => _errors.Add(name, message);

    public void ThrowIfInvalid()
    {
        if (!_errors.IsEmpty)
            throw Problems.Invalid(_errors, "The query has parameters that cannot be taken; see errors.");
    }

    private static string Word<TEnum>(TEnum choice)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString());

    private string? Single(string name)
    {
        var values = _query[name];
        if (values.Count > 1)
            _errors.Add(name, $"may be given once; it is there {values.Count} times");

        return values.Count == 0 ? null : values[0];
    }

    private bool IsText(string name, string value, int longest)
    {
        if (value.Length > longest)
            _errors.Add(name, $"must have at most {longest} characters; it has {value.Length}");
        else if (TextRules.FaultIn(value, isShown: false) is { } fault)
            _errors.Add(name, fault);
        else
            return true;

        return false;
    }
}
