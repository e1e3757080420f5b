namespace Web.Frontend.Api;

/// <summary>What the API said in a problem document (RFC 9457).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Detail">What is wrong with this request.</param>
/// <param name="Errors">By the field's path in camelCase, such as <c>price.amount</c>; empty when no field is named.</param>
/// <param name="CurrentVersion">The version the product has now, in a 412.</param>
public sealed record CatalogProblem(
    int Status,
    string Title,
    string? Detail,
    IReadOnlyDictionary<string, string[]> Errors,
    long? CurrentVersion)
{
    /// <summary>The most telling sentence there is.</summary>
    public string Message => Detail ?? Title;
}
