namespace Web.Frontend.Editing;

/// <summary>What is wrong with a form, field by field, in the order of the form.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _byField = [];

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsEmpty => _byField.Count == 0 && Other.Count == 0;

    /// <summary>How many complaints there are.</summary>
    public int Count => _byField.Values.Sum(static messages => messages.Count) + Other.Count;

    /// <summary>Complaints about no field of the form.</summary>
    public List<string> Other { get; } = [];

    /// <summary>What is wrong with <paramref name="field"/>; empty when nothing is.</summary>
    public IReadOnlyList<string> this[string field] => _byField.GetValueOrDefault(field) ?? [];

    /// <summary>The errors of the API: its paths (<c>price.amount</c>, <c>tags[2]</c>) are brought to the form's fields.</summary>
    public static FieldErrors Of(IReadOnlyDictionary<string, string[]> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var result = new FieldErrors();
        foreach (var (path, messages) in errors)
        {
            foreach (var message in messages)
                result.Add(FieldOf(path), message);
        }

        return result;
    }

    public void Add(string field, string message)
    {
        if (ProductField.All.FirstOrDefault(known => known.Key == field) is not { } known)
            Other.Add(Sentence(field, message));
        else if (_byField.TryGetValue(field, out var messages))
            messages.Add(Sentence(known.Label, message));
        else
            _byField.Add(field, [Sentence(known.Label, message)]);
    }

    // The API's messages go on from the name of their field: "must be 0 or more".
    private static string Sentence(string subject, string message)
    {
        var text = message.Length > 0 && char.IsLower(message[0]) ? $"{subject} {message}" : message;
        return text.EndsWith('.') ? text : text + ".";
    }

    private static string FieldOf(string path) => path switch
    {
        "price.currency" => ProductField.Currency,
        "categoryPath" => ProductField.Category,
        _ => path.Split('.', '[')[0],
    };
}
