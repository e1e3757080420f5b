using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireCache.ServiceDefaults.Redis;

/// <summary>A missing connection string stops the start: it would look like a Redis that is never there.</summary>
internal sealed class RedisConnectionCheck(string connectionName) : IValidateOptions<ConfigurationOptions>
{
    public ValidateOptionsResult Validate(string? name, ConfigurationOptions options) =>
        options.EndPoints.Count > 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"The connection string of Redis is missing: set 'ConnectionStrings:{connectionName}' (or 'Aspire:StackExchange:Redis:{connectionName}:ConnectionString').");
}
