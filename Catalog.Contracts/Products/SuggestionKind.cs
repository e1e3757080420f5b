namespace Catalog.Contracts.Products;

/// <summary>What a <see cref="Suggestion"/> names.</summary>
public enum SuggestionKind
{
    /// <summary>A product.</summary>
    Product,

    /// <summary>A category.</summary>
    Category,

    /// <summary>A brand.</summary>
    Brand,
}
