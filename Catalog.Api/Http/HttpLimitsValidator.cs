using Microsoft.Extensions.Options;

namespace Catalog.Api.Http;

/// <summary>Checks what concerns more than one limit.</summary>
internal sealed class HttpLimitsValidator : IValidateOptions<HttpLimitsOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpLimitsOptions options) =>
        options.DefaultPageSize > options.MaxPageSize
            ? ValidateOptionsResult.Fail(
                $"Catalog:Limits:DefaultPageSize ({options.DefaultPageSize}) must not be above Catalog:Limits:MaxPageSize ({options.MaxPageSize}).")
            : ValidateOptionsResult.Success;
}
