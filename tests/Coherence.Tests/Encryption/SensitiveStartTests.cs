using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AspireCache.Coherence.Tests.Encryption;

public sealed class SensitiveStartTests
{
    private const string Secret = "a secret of more than thirty-two characters";

    [Theory]
    [InlineData(true, null, "Cache:NameKey must be set, to a secret of at least 32 characters")]
    [InlineData(true, "short", "Cache:NameKey must have at least 32 characters")]
    [InlineData(false, Secret, "Cache:Namespaces:session:Sensitive needs Data Protection: call services.AddDataProtection()")]
    public void Start_SomethingIsMissing_SaysWhat(bool isProtected, string? secret, string message)
    {
        using var services = Build(isProtected, secret);

        var exception = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_AllIsThere_Passes()
    {
        using var services = Build(isProtected: true, Secret);

        services.GetRequiredService<IStartupValidator>().Validate();

        Assert.IsType<CoherentHybridCache>(services.GetRequiredService<HybridCache>());
    }

    private static ServiceProvider Build(bool isProtected, string? secret)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Cache:ConnectionString"] = "127.0.0.1:1",
            ["Cache:NameKey"] = secret,
            ["Cache:Namespaces:session:Sensitive"] = "true",
        }).Build();
        var services = new ServiceCollection();
        services.AddHybridCache().AddCoherence(configuration.GetSection("Cache"));
        if (isProtected)
            services.AddDataProtection();
        return services.BuildServiceProvider();
    }
}
