using AspireCache.Coherence.Internal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AspireCache.Coherence.Tests.Options;

/// <summary>Wrong settings stop the start and are named by their whole key, with what may be there.</summary>
public sealed class OptionsTests
{
    [Theory]
    [InlineData("RedisTimeout", "00:00:00", "Cache:RedisTimeout must be 00:00:00.0010000 to 00:00:10, is 00:00:00.")]
    [InlineData("InvalidationTimeout", "00:02:00", "Cache:InvalidationTimeout must be 00:00:00.0010000 to 00:01:00")]
    [InlineData("ConnectionString", "redis://127.0.0.1:7401", "Cache:ConnectionString must not be a URI: instead of 'redis://user:secret@host:6379/0' it is 'host:6379,user=user,password=secret,defaultDatabase=0', instead of 'rediss://' with ',ssl=true'.")]
    [InlineData("ConnectionString", "rediss://app:MARKER@cache.example:6380", "Cache:ConnectionString must not be a URI")]
    [InlineData("ConnectionString", "http://cache.example,ssl=true", "Cache:ConnectionString must not be a URI")]
    [InlineData("CircuitBreakerDuration", "00:00:00.1", "Cache:CircuitBreakerDuration must be 00:00:00.5000000 to 00:01:00")]
    [InlineData("DetachedAfter", "02:00:00", "Cache:DetachedAfter must be 00:00:00.1000000 to 01:00:00")]
    [InlineData("FillsWithoutRedis", "0", "Cache:FillsWithoutRedis must be 1 to 10000")]
    [InlineData("LeaseDuration", "00:11:00", "Cache:LeaseDuration must be")]
    [InlineData("LeaseWait", "-00:00:01", "Cache:LeaseWait must be")]
    [InlineData("FenceLifetime", "00:00:10", "Cache:FenceLifetime must be 00:01:00 to 3650.00:00:00")]
    [InlineData("LogLength", "0", "Cache:LogLength must be 1 to 100000")]
    [InlineData("LocalEntries", "2", "Cache:LocalEntries must be 3 to 100000000")]
    [InlineData("LocalBytes", "1", "Cache:LocalBytes must be 1024 to")]
    [InlineData("CompressionThreshold", "-1", "Cache:CompressionThreshold must be 0 to")]
    [InlineData("Domain", "a:b", "Cache:Domain must be 1 to 64 letters")]
    [InlineData("ConnectionString", "", "Cache:ConnectionString must be in StackExchange.Redis's format, such as 'host:6379,password=secret'.")]
    [InlineData("ConnectionString", "host,passwort=MARKER", "Cache:ConnectionString must be")]
    [InlineData("NameKey", "short", "Cache:NameKey must have at least 32 characters")]
    [InlineData("Namespaces:a:Expiration", "400.00:00:00", "Cache:Namespaces:a:Expiration must be")]
    [InlineData("Namespaces:a:EagerRefreshThreshold", "1", "Cache:Namespaces:a:EagerRefreshThreshold must be 0.5 to 0.99, is 1.")]
    [InlineData("Namespaces:a:Mode", "7", "Cache:Namespaces:a:Mode must be Strict or Available, is 7.")]
    [InlineData("Defaults:FailSafeMaxDuration", "-00:00:01", "Cache:Defaults:FailSafeMaxDuration must be")]
    public void Validate_OutOfRange_NamesTheKeyAndTheRange(string key, string value, string message) =>
        Assert.Contains(message, Refused((key, value)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Namespaces:a:Mode", "Sometimes", "Strict, Available")]
    [InlineData("Namespaces:a:Expiration", "soon", "hours:minutes:seconds")]
    [InlineData("LocalEntries", "many", "a whole number")]
    [InlineData("Defaults:Jitter", "a bit", "a number")]
    [InlineData("Defaults:Sensitive", "maybe", "true or false")]
    [InlineData("ThrowOnOwedInvalidation", "maybe", "true or false")]
    public void Validate_NotOfItsKind_NamesTheKeyTheValueAndWhatMayBeThere(string key, string value, string expected)
    {
        var message = Refused((key, value)).Message;

        Assert.Contains($"Cache:{key} must be", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains($"is '{value}'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Namespaces:a:Expirration", "00:01:00", "Cache:Namespaces:a:Expirration is no setting of a policy: they are Expiration, LocalCacheExpiration,")]
    [InlineData("Defaults:Ttl", "00:01:00", "Cache:Defaults:Ttl is no setting of a policy")]
    [InlineData("Namespaces:a", "00:01:00", "Cache:Namespaces:a must be a section with Expiration, LocalCacheExpiration,")]
    public void Validate_WhatIsNoSetting_IsNamed(string key, string value, string message) =>
        Assert.Contains(message, Refused((key, value)).Message, StringComparison.Ordinal);

    [Fact]
    public void Validate_SoftNotBelowHard_SaysSo() =>
        Assert.Contains(
            "Cache:Defaults:FactorySoftTimeout must be shorter than FactoryHardTimeout (00:00:01), is 00:00:02.",
            Refused(("Defaults:FactorySoftTimeout", "00:00:02"), ("Defaults:FactoryHardTimeout", "00:00:01")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Validate_AWrongConnectionString_IsNotRepeated() =>
        Assert.DoesNotContain("MARKER", Refused(("ConnectionString", "host,passwort=MARKER")).Message, StringComparison.Ordinal);

    [Fact]
    public void Validate_AConnectionInFullToAUri_IsRefused() =>
        Assert.Contains(
            "Configuration must not be a URI",
            Assert.Single(new CoherenceOptionsValidator().Validate(null, new CoherenceOptions { Configuration = StackExchange.Redis.ConfigurationOptions.Parse("redis://127.0.0.1:7401") }).Failures!),
            StringComparison.Ordinal);

    [Fact]
    public void Validate_NoPolicyWhereOneBelongs_SaysSo()
    {
        var options = new CoherenceOptions { Defaults = null! };
        options.Namespaces["product"] = null!;

        var failures = new CoherenceOptionsValidator().Validate(null, options).Failures!.ToArray();

        Assert.Equal(["Defaults", "Namespaces:product"], failures.Select(failure => failure.Split(' ')[0]));
    }

    [Fact]
    public void Validate_SeveralWrong_NamesThemAll()
    {
        var message = Refused(("Defaults:Jitter", "a bit"), ("LocalEntries", "many")).Message;

        Assert.Contains("Cache:Defaults:Jitter", message, StringComparison.Ordinal);
        Assert.Contains("Cache:LocalEntries", message, StringComparison.Ordinal);
    }

    private static OptionsValidationException Refused(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Cache:{setting.Key}", (string?)setting.Value))).Build();
        var services = new ServiceCollection();
        services.AddHybridCache().AddCoherence(configuration.GetSection("Cache"));
        using var provider = services.BuildServiceProvider();
        return Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
    }
}
