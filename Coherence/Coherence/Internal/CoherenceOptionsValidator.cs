using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireCache.Coherence.Internal;

/// <summary>Says what is wrong by its configuration key, with the range that holds.</summary>
internal sealed class CoherenceOptionsValidator(IServiceProviderIsService? registered = null) : IValidateOptions<CoherenceOptions>
{
    private const string NoUri =
        "must not be a URI: instead of 'redis://user:secret@host:6379/0' it is 'host:6379,user=user,password=secret,defaultDatabase=0', instead of 'rediss://' with ',ssl=true'.";

    private const int LongestName = 64;
    private const int ShortestSecret = 32;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, CoherenceOptions options)
    {
        var found = new ValidateOptionsResultBuilder();
        foreach (var problem in options.Unreadable)
            found.AddError(Whole(problem));
        if (!IsName(options.Domain))
            Add(nameof(options.Domain), $"must be 1 to {LongestName} letters, digits, dots, hyphens or underscores, is '{options.Domain}'.");
        Check(nameof(options.RedisTimeout), options.RedisTimeout, Moment, TimeSpan.FromSeconds(10));
        Check(nameof(options.InvalidationTimeout), options.InvalidationTimeout, Moment, TimeSpan.FromMinutes(1));
        Check(nameof(options.CircuitBreakerDuration), options.CircuitBreakerDuration, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1));
        Check(nameof(options.DetachedAfter), options.DetachedAfter, TimeSpan.FromMilliseconds(100), Hour);
        Check(nameof(options.FillsWithoutRedis), options.FillsWithoutRedis, 1, 10_000);
        Check(nameof(options.LeaseDuration), options.LeaseDuration, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Check(nameof(options.LeaseWait), options.LeaseWait, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Check(nameof(options.FenceLifetime), options.FenceLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        Check(nameof(options.LogLength), options.LogLength, 1, 100_000);
        Check(nameof(options.LocalEntries), options.LocalEntries, 3, 100_000_000);
        Check(nameof(options.LocalBytes), options.LocalBytes, 1024, 1L << 40);
        Check(nameof(options.CompressionThreshold), options.CompressionThreshold, 0, 1 << 30);
        if (options.Configuration?.EndPoints.Any(static endpoint => IsUri(EndPointCollection.ToString(endpoint))) == true)
            Add(nameof(options.Configuration), NoUri);
        if (IsUri(options.ConnectionString))
            Add(nameof(options.ConnectionString), NoUri);
        else if (options.ConnectionString is { } text && !IsConnectionString(text))
            Add(nameof(options.ConnectionString), "must be in StackExchange.Redis's format, such as 'host:6379,password=secret'.");
        CheckPolicy(nameof(options.Defaults), options.Defaults);
        foreach (var (space, policy) in options.Namespaces)
        {
            if (space.Contains(':', StringComparison.Ordinal))
                Add($"{nameof(options.Namespaces)}:{space}", "cannot be: a namespace is what stands before the first colon of a key, and has none itself.");
            CheckPolicy($"{nameof(options.Namespaces)}:{space}", policy);
        }

        CheckSensitive();
        return found.Build();

        void CheckSensitive()
        {
            var sensitive = options.Namespaces.Where(static pair => pair.Value?.Sensitive == true)
                .Select(static pair => $"{nameof(options.Namespaces)}:{pair.Key}")
                .Concat(options.Defaults?.Sensitive == true ? [nameof(options.Defaults)] : [])
                .FirstOrDefault();
            if (options.NameKey is { Length: < ShortestSecret })
                Add(nameof(options.NameKey), $"must have at least {ShortestSecret} characters.");
            if (sensitive is null)
                return;
            if (options.NameKey is null)
                Add(nameof(options.NameKey), $"must be set, to a secret of at least {ShortestSecret} characters, the same on all nodes: {sensitive}:{nameof(NamespacePolicy.Sensitive)} is true.");
            if (registered is not null && !registered.IsService(typeof(IDataProtectionProvider)))
                Add($"{sensitive}:{nameof(NamespacePolicy.Sensitive)}", "needs Data Protection: call services.AddDataProtection() with a key ring that all nodes share.");
        }

        void Add(string key, string problem) => found.AddError(Whole($"{key} {problem}"));

        string Whole(string message) => string.IsNullOrEmpty(options.Section) ? message : $"{options.Section}:{message}";

        void Check<T>(string key, T? value, T least, T most)
            where T : struct, IComparable<T>
        {
            if (value is { } given && (given.CompareTo(least) < 0 || given.CompareTo(most) > 0))
                Add(key, $"must be {least} to {most}, is {given}.");
        }

        void CheckPolicy(string key, NamespacePolicy? policy)
        {
            if (policy is null)
            {
                Add(key, "must be a policy, such as { \"Expiration\": \"00:05:00\" }, is nothing.");
                return;
            }

            Check($"{key}:{nameof(policy.Expiration)}", policy.Expiration, Moment, Year);
            Check($"{key}:{nameof(policy.LocalCacheExpiration)}", policy.LocalCacheExpiration, Moment, Year);
            Check($"{key}:{nameof(policy.NullExpiration)}", policy.NullExpiration, Moment, Year);
            Check($"{key}:{nameof(policy.FailSafeMaxDuration)}", policy.FailSafeMaxDuration, TimeSpan.Zero, Year);
            Check($"{key}:{nameof(policy.Jitter)}", policy.Jitter, 0.001, 0.5);
            Check($"{key}:{nameof(policy.EagerRefreshThreshold)}", policy.EagerRefreshThreshold, 0.5, 0.99);
            Check($"{key}:{nameof(policy.FactorySoftTimeout)}", policy.FactorySoftTimeout, Moment, Hour);
            Check($"{key}:{nameof(policy.FactoryHardTimeout)}", policy.FactoryHardTimeout, Moment, Hour);
            if (policy.FactorySoftTimeout >= policy.FactoryHardTimeout)
                Add($"{key}:{nameof(policy.FactorySoftTimeout)}", $"must be shorter than {nameof(policy.FactoryHardTimeout)} ({policy.FactoryHardTimeout}), is {policy.FactorySoftTimeout}.");
            if (policy.Mode is { } mode && !Enum.IsDefined(mode))
                Add($"{key}:{nameof(policy.Mode)}", $"must be {nameof(CoherenceMode.Strict)} or {nameof(CoherenceMode.Available)}, is {mode}.");
        }
    }

    // StackExchange.Redis takes one for the name of a host, which is then never found. A password may look like one.
    private static bool IsUri(string? text) =>
        text is not null && text.Split(',').Any(static part => part.Split('=')[0].Contains("://", StringComparison.Ordinal));

    // What is wrong with it is not told: there are passwords in it.
    private static bool IsConnectionString(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count > 0;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= LongestName } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
