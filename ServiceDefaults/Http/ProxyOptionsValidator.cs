using System.Net;
using Microsoft.Extensions.Options;

namespace AspireCache.ServiceDefaults.Http;

/// <summary>Says which of the networks is none.</summary>
internal sealed class ProxyOptionsValidator : IValidateOptions<ProxyOptions>
{
    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        var failures = options.KnownNetworks
            .Where(network => !IPNetwork.TryParse(network, out _))
            .Select(network => $"{ProxyOptions.Section}:{nameof(ProxyOptions.KnownNetworks)}: '{network}' is not a network such as 10.0.0.0/8.")
            .ToArray();
        return failures is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
