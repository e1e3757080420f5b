namespace Web.Frontend.Endpoints;

/// <summary>A line of the search box's list.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What it is called.</param>
/// <param name="Href">Where it leads.</param>
internal sealed record SuggestionItem(string Kind, string Text, string Href);
