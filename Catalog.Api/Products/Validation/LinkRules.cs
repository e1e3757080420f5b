using System.Buffers;

namespace Catalog.Api.Products.Validation;

/// <summary>
/// What a link may be: an absolute address of the web. A page that shows a product may make a link of it, so anything that a
/// browser would execute is refused here, whatever the page does.
/// </summary>
internal static class LinkRules
{
    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <summary>Whether an attribute of this name is a link: Merchant feeds have <c>link</c>, <c>mobile_link</c> and others.</summary>
    public static bool IsLink(string attribute) =>
        attribute.Equals("link", StringComparison.OrdinalIgnoreCase)
        || attribute.EndsWith("_link", StringComparison.OrdinalIgnoreCase)
        || attribute.EndsWith("Link", StringComparison.Ordinal)
        || attribute.Equals("ads_redirect", StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong with one link, or several separated by commas; or null. A link may have commas itself.</summary>
    public static string? FaultInList(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        return parts.Where((part, i) => i == 0 || HasScheme(part)).Select(FaultIn).FirstOrDefault(fault => fault is not null)
            ?? TextRules.FaultIn(text);
    }

    private static bool HasScheme(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        return colon > 0 && char.IsAsciiLetter(text[0]) && text[..colon].IndexOfAnyExcept(SchemeCharacters) < 0;
    }

    /// <summary>What is wrong with a link, or null.</summary>
    public static string? FaultIn(string link)
    {
        if (link.Length > ProductLimits.Link)
            return $"must have at most {ProductLimits.Link} characters; this has {link.Length}";
        if (TextRules.FaultIn(link) is { } fault)
            return fault;
        if (!Uri.TryCreate(link, UriKind.Absolute, out var address))
            return $"must be an absolute address, such as 'https://example.com/kettle.jpg'; this is {TextRules.Quote(link)}";
        if (address.Scheme is not ("http" or "https"))
            return $"must start with http:// or https://; '{address.Scheme}:' is not taken";
        return address.UserInfo.Length > 0 ? "must not have a user name or password in it" : null;
    }
}
