using AspireCache.Coherence;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Caching;

/// <summary>A policy for a namespace that nothing is kept under is a misspelt one.</summary>
internal sealed class NamespaceValidator : IValidateOptions<CoherenceOptions>
{
    private static readonly string[] Known =
        [CachePolicies.ProductSpace, CachePolicies.SkuSpace, CachePolicies.ListSpace, CachePolicies.CategorySpace, CachePolicies.RootsSpace];

    public ValidateOptionsResult Validate(string? name, CoherenceOptions options)
    {
        var unknown = options.Namespaces.Keys.Except(Known, StringComparer.Ordinal).ToArray();
        return unknown is []
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(unknown.Select(space =>
                $"{CacheOptions.Section}:{nameof(options.Namespaces)}:{space} is no namespace of this service: they are {string.Join(", ", Known)}."));
    }
}
