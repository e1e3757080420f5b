using Catalog.Api.Errors;

namespace Catalog.Api.Products.Validation;

/// <summary>What tags may be, and how they are stored: lower case, sorted, once each.</summary>
internal static class TagRules
{
    public static string[] Normalise(IReadOnlyList<string>? tags, FieldErrors errors)
    {
        if (tags is null)
            return [];

        if (tags.Count > ProductLimits.Tags)
        {
            errors.Add("tags", $"must be at most {ProductLimits.Tags}; there are {tags.Count}");
            return [];
        }

        var normalised = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < tags.Count; i++)
        {
            var tag = Normalise(tags[i]);
            if (tag.Length is 0 or > ProductLimits.Tag)
                errors.Add($"tags[{i}]", $"must have 1 to {ProductLimits.Tag} characters; this has {tag.Length}");
            else if (TextRules.FaultIn(tag) is { } fault)
                errors.Add($"tags[{i}]", fault);
            else
                normalised.Add(tag);
        }

        return [.. normalised];
    }

    public static string Normalise(string? tag) => tag is null ? "" : tag.Trim().ToLowerInvariant();
}
