namespace Catalog.Api.Errors;

/// <summary>What is wrong with an input, field by field; fields are named as in its JSON, <c>price.amount</c>.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _byField = new(StringComparer.Ordinal);

    public bool IsEmpty => _byField.Count == 0;

    public void Add(string field, string message)
    {
        if (!_byField.TryGetValue(field, out var messages))
            _byField.Add(field, messages = []);

        messages.Add(message);
    }

    public bool Has(string field) => _byField.ContainsKey(field);

    /// <summary>As problem details carry them, in the order they were found.</summary>
    public Dictionary<string, string[]> ToDictionary() =>
        _byField.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
}
