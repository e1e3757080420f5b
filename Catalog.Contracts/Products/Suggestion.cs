namespace Catalog.Contracts.Products;

/// <summary>Something a search box offers while a person types.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What to show.</param>
/// <param name="Target">A product's id, a category's path or a brand's name: what the storefront links to.</param>
public sealed record Suggestion(SuggestionKind Kind, string Text, string Target);
