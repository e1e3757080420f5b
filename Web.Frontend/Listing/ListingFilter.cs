namespace Web.Frontend.Listing;

/// <summary>A filter in force, as a chip shows it.</summary>
/// <param name="Kind">What it narrows, such as <c>Brand</c>.</param>
/// <param name="Label">To what.</param>
/// <param name="RemoveUrl">The list without it.</param>
public sealed record ListingFilter(string Kind, string Label, string RemoveUrl);
