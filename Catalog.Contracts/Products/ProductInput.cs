using System.Text.Json.Nodes;

namespace Catalog.Contracts.Products;

/// <summary>
/// What a client says of a product: the whole body of POST and PUT, and the shape a merge patch (RFC 7396) works on.
/// Nullable members may be left out; the defaults are named.
/// </summary>
public sealed record ProductInput
{
    /// <summary>Required, unique; 1 to 64 characters, none of them white space at the ends or a control character.</summary>
    public string? Sku { get; init; }

    /// <summary>Required; 1 to 300 characters.</summary>
    public string? Name { get; init; }

    /// <summary>At most 10,000 characters; default empty.</summary>
    public string? Description { get; init; }

    /// <summary>1 to 100 characters; default none.</summary>
    public string? Brand { get; init; }

    /// <summary>
    /// Names from the root, separated by <c> &gt; </c>, as in a product feed: <c>Home &gt; Kitchen &gt; Kettles</c>; at most
    /// 8 levels of at most 100 characters. Categories that do not exist yet are made. Default none.
    /// </summary>
    public string? Category { get; init; }

    /// <summary>Required.</summary>
    public Money? Price { get; init; }

    /// <summary>0 to 1,000,000,000; default 0.</summary>
    public int? Stock { get; init; }

    /// <summary>Default: in stock when the stock is above 0, else out of stock.</summary>
    public Availability? Availability { get; init; }

    /// <summary>At most 50, each 1 to 50 characters; stored in lower case, sorted, once each. Default none.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>An absolute http or https address of at most 2,000 characters; default none.</summary>
    public string? ImageLink { get; init; }

    /// <summary>A JSON object of at most 16 KiB; default empty.</summary>
    public JsonObject? Attributes { get; init; }
}
