using Microsoft.Extensions.Options;

namespace Catalog.Api.Http;

/// <summary>Says which of the origins is none.</summary>
internal sealed class CorsValidator : IValidateOptions<CorsSettings>
{
    private const string Any = "*";

    public ValidateOptionsResult Validate(string? name, CorsSettings options)
    {
        var wrong = options.Origins
            .Where(static origin => origin != Any
                && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == origin))
            .Select(static origin => $"{CorsSettings.Section}:{nameof(CorsSettings.Origins)}: '{origin}' is no origin; one looks like https://shop.example, without a path or a slash at the end, or is * for all.")
            .ToArray();
        return wrong is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
