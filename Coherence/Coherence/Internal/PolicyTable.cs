using System.Collections.Frozen;
using Microsoft.Extensions.Caching.Hybrid;

namespace AspireCache.Coherence.Internal;

/// <summary>The policies of all namespaces, merged once.</summary>
internal sealed class PolicyTable
{
    private static readonly TimeSpan DefaultExpiration = TimeSpan.FromMinutes(5);

    /// <summary>Longer times, such as <see cref="TimeSpan.MaxValue"/>, mean for ever: they are cut to what can be reckoned with.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private const double DefaultJitter = 0.05;

    private readonly EntryPlan _defaults;
    private readonly FrozenDictionary<string, EntryPlan> _plans;
    private readonly FrozenDictionary<string, EntryPlan>.AlternateLookup<ReadOnlySpan<char>> _byNamespace;

    public PolicyTable(CoherenceOptions options, HybridCacheOptions hybrid)
    {
        _defaults = Merge(null, options.Defaults, hybrid);
        var plans = options.Namespaces.ToDictionary(pair => pair.Key, pair => Merge(pair.Value, options.Defaults, hybrid), StringComparer.Ordinal);
        if (options.AnswerSpace is { } answers)
            plans[answers] = OfAnswers(plans.TryGetValue(answers, out var own) ? own : _defaults);
        _plans = plans.ToFrozenDictionary(StringComparer.Ordinal);
        _byNamespace = _plans.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Whether any namespace is sensitive.</summary>
    public bool HasSensitive => _defaults.IsSensitive || _plans.Values.Any(static plan => plan.IsSensitive);

    /// <summary>What holds for a call without flags of its own.</summary>
    public HybridCacheEntryFlags DefaultFlags => _defaults.Flags;

    public bool IsSensitive(ReadOnlySpan<char> name) => (_byNamespace.TryGetValue(name, out var plan) ? plan : _defaults).IsSensitive;

    public EntryPlan For(ReadOnlySpan<char> name, HybridCacheEntryOptions? options)
    {
        if (!_byNamespace.TryGetValue(name, out var plan))
            plan = _defaults;
        if (options is null)
            return plan;
        var expiration = Cut(options.Expiration ?? plan.Expiration);
        // As Microsoft's: a call that names only the expiration means it for both tiers.
        var local = options.LocalCacheExpiration ?? options.Expiration ?? plan.LocalCacheExpiration;
        return plan with
        {
            Flags = options.Flags ?? plan.Flags,
            Expiration = expiration,
            LocalCacheExpiration = local < expiration ? local : expiration,
            NullExpiration = options.Expiration is null ? plan.NullExpiration : expiration,
        };
    }

    // Their factory is a request that somebody has made: none can be run in the background, or be given up for another answer.
    private static EntryPlan OfAnswers(EntryPlan plan) => plan with
    {
        FailSafeMaxDuration = TimeSpan.Zero,
        EagerRefreshThreshold = 0,
        FactorySoftTimeout = Timeout.InfiniteTimeSpan,
        FactoryHardTimeout = Timeout.InfiniteTimeSpan,
    };

    private static EntryPlan Merge(NamespacePolicy? own, NamespacePolicy defaults, HybridCacheOptions hybrid)
    {
        var global = hybrid.DefaultEntryOptions;
        var expiration = Cut(own?.Expiration ?? defaults.Expiration ?? global?.Expiration ?? DefaultExpiration);
        var local = own?.LocalCacheExpiration ?? own?.Expiration ?? defaults.LocalCacheExpiration ?? global?.LocalCacheExpiration ?? expiration;
        var isSensitive = own?.Sensitive ?? defaults.Sensitive ?? false;
        return new EntryPlan
        {
            Flags = global?.Flags ?? HybridCacheEntryFlags.None,
            Expiration = expiration,
            LocalCacheExpiration = local < expiration ? local : expiration,
            NullExpiration = own?.NullExpiration ?? defaults.NullExpiration ?? expiration,
            FailSafeMaxDuration = own?.FailSafeMaxDuration ?? defaults.FailSafeMaxDuration ?? TimeSpan.Zero,
            Jitter = own?.Jitter ?? defaults.Jitter ?? DefaultJitter,
            EagerRefreshThreshold = own?.EagerRefreshThreshold ?? defaults.EagerRefreshThreshold ?? 0,
            FactorySoftTimeout = own?.FactorySoftTimeout ?? defaults.FactorySoftTimeout ?? Timeout.InfiniteTimeSpan,
            FactoryHardTimeout = own?.FactoryHardTimeout ?? defaults.FactoryHardTimeout ?? Timeout.InfiniteTimeSpan,
            IsAvailable = (own?.Mode ?? defaults.Mode) == CoherenceMode.Available,
            IsSensitive = isSensitive,
        };
    }

    private static TimeSpan Cut(TimeSpan expiration) => expiration < Longest ? expiration : Longest;
}
