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

    /// <summary>The quotes run over line ends and are closed nowhere, or in the middle of another cell: they swallowed other rows.</summary>
    QuoteNotClosed = 4,
}
