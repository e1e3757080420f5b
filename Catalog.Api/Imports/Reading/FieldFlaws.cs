namespace Catalog.Api.Imports.Reading;

/// <summary>What is wrong with the quotes of a field.</summary>
[Flags]
internal enum FieldFlaws
{
    None = 0,

    /// <summary>A quote inside a field that does not begin with one.</summary>
    QuoteInUnquoted = 1,

    /// <summary>Text between the closing quote and the delimiter.</summary>
    TextAfterQuote = 2,

    /// <summary>The file ends inside the quotes.</summary>
    QuoteNotClosed = 4,
}
