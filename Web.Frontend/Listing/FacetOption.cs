namespace Web.Frontend.Listing;

/// <summary>One choice of a facet.</summary>
/// <param name="Label">What it is called.</param>
/// <param name="Count">How many products it would leave.</param>
/// <param name="Url">The list with it taken, or, where it is taken, without it.</param>
/// <param name="IsChosen">Whether it is taken.</param>
/// <param name="IsToggle">Whether it can be taken and taken off; else it leads further down.</param>
public sealed record FacetOption(string Label, long Count, string Url, bool IsChosen, bool IsToggle = true);
