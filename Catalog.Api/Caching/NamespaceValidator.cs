using AspireCache.Coherence;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Caching;

/// <summary>What this service asks of the policies beside their ranges.</summary>
internal sealed class NamespaceValidator(IOptions<CacheOptions> cache, IConfiguration configuration) : IValidateOptions<CoherenceOptions>
{
    public const string KeysDirectory = "DataProtection:KeysDirectory";

    private static readonly string[] Known =
        [CachePolicies.ProductSpace, CachePolicies.SkuSpace, CachePolicies.ListSpace, CachePolicies.CategorySpace, CachePolicies.RootsSpace, CachePolicies.BrandsSpace, CachePolicies.AnswerSpace];

    public ValidateOptionsResult Validate(string? name, CoherenceOptions options)
    {
        var found = new ValidateOptionsResultBuilder();
        foreach (var space in options.Namespaces.Keys.Except(Known, StringComparer.Ordinal))
            found.AddError($"{CacheOptions.Section}:{nameof(options.Namespaces)}:{space} is no namespace of this service: they are {string.Join(", ", Known)}.");
        if (CachePolicies.IsAnythingSensitive(options))
        {
            if (cache.Value.ParsedEngine != CacheEngine.Coherence)
                found.AddError("A policy's Sensitive needs Cache:Engine=Coherence: Microsoft's engine does not encrypt.");
            if (string.IsNullOrEmpty(configuration[KeysDirectory]))
                found.AddError($"A policy's Sensitive needs {KeysDirectory}: a folder that outlives the replicas and that all of them share.");
        }

        return found.Build();
    }
}
