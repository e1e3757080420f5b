namespace Web.Frontend.Editing;

/// <summary>One free attribute, as the form has it.</summary>
public sealed class AttributeRow
{
    /// <summary>The value of <see cref="Kind"/> for a value that is JSON: a number, yes or no, a list.</summary>
    public const string Json = "json";

    public string? Name { get; set; }

    public string? Value { get; set; }

    /// <summary><see cref="Json"/>, or anything else for text.</summary>
    public string? Kind { get; set; }

    public bool IsBlank => string.IsNullOrWhiteSpace(Name) && string.IsNullOrWhiteSpace(Value);
}
