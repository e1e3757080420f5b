using AspireCache.Coherence;
using AspireCache.Coherence.Internal;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Coherence as the application's <see cref="HybridCache"/>.</summary>
public static class CoherenceServiceCollectionExtensions
{
    /// <summary>Makes Coherence the <see cref="HybridCache"/> that the builder's call registered; serializers added to the builder hold for it.</summary>
    /// <param name="builder">What <c>AddHybridCache</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    public static IHybridCacheBuilder AddCoherence(this IHybridCacheBuilder builder, Action<CoherenceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddOptions(builder.Services, Options.Options.DefaultName, configure);
        builder.Services.RemoveAll<HybridCache>();
        builder.Services.AddSingleton<HybridCache>(static services => CacheFactory.Create(services, Options.Options.DefaultName));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CacheStarter>());
        return builder;
    }

    /// <summary>As <see cref="AddCoherence(IHybridCacheBuilder, Action{CoherenceOptions}?)"/>, with options from a section of the configuration.</summary>
    /// <param name="builder">What <c>AddHybridCache</c> returned.</param>
    /// <param name="section">The section, such as <c>Cache</c>.</param>
    /// <returns>The same builder.</returns>
    public static IHybridCacheBuilder AddCoherence(this IHybridCacheBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddCoherenceOptions(section);
        return AddCoherence(builder);
    }

    /// <summary>
    /// Reads and checks the options without registering the cache: for an application that lets its configuration choose between
    /// engines, and takes the policies of its namespaces from one place.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section, such as <c>Cache</c>; messages about wrong values name its keys.</param>
    /// <returns>The options, for further configuration.</returns>
    public static OptionsBuilder<CoherenceOptions> AddCoherenceOptions(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        AddOptions(services, Options.Options.DefaultName, options => options.Section = (section as IConfigurationSection)?.Path);
        return services.AddOptions<CoherenceOptions>().Configure(options => SettingsReader.Read(section, options));
    }

    /// <summary>Registers HybridCache with Coherence as its engine.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>A builder that takes serializers.</returns>
    public static IHybridCacheBuilder AddCoherence(this IServiceCollection services, Action<CoherenceOptions>? configure = null) =>
        services.AddHybridCache().AddCoherence(configure);

    /// <summary>
    /// Makes Coherence the keyed <see cref="HybridCache"/> that <c>AddKeyedHybridCache</c> registered. Caches of one process need
    /// different domains.
    /// </summary>
    /// <param name="builder">What <c>AddKeyedHybridCache</c> returned.</param>
    /// <param name="serviceKey">The key of the service.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="optionsName">The name of the options, for both <see cref="CoherenceOptions"/> and <see cref="HybridCacheOptions"/>; the key's text if null.</param>
    /// <returns>The same builder.</returns>
    public static IHybridCacheBuilder AddKeyedCoherence(
        this IHybridCacheBuilder builder, object? serviceKey, Action<CoherenceOptions>? configure = null, string? optionsName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = optionsName ?? serviceKey?.ToString() ?? Options.Options.DefaultName;
        AddOptions(builder.Services, name, configure);
        builder.Services.RemoveAllKeyed<HybridCache>(serviceKey);
        builder.Services.AddKeyedSingleton<HybridCache>(serviceKey, (services, _) => CacheFactory.Create(services, name));
        return builder;
    }

    private static void AddOptions(IServiceCollection services, string name, Action<CoherenceOptions>? configure)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CoherenceOptions>, CoherenceOptionsValidator>());
        var options = services.AddOptions<CoherenceOptions>(name).ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
    }
}
