using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireCache.ServiceDefaults.Embedded;

/// <summary>Starts the options from the connection string, which can only be parsed into new ones.</summary>
internal sealed class RedisOptionsFactory(
    string? connectionString,
    IEnumerable<IConfigureOptions<ConfigurationOptions>> setups,
    IEnumerable<IPostConfigureOptions<ConfigurationOptions>> postConfigures,
    IEnumerable<IValidateOptions<ConfigurationOptions>> validations)
    : OptionsFactory<ConfigurationOptions>(setups, postConfigures, validations)
{
    protected override ConfigurationOptions CreateInstance(string name) =>
        connectionString is null ? new ConfigurationOptions() : ConfigurationOptions.Parse(connectionString);
}
