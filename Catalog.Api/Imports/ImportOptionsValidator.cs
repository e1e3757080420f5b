using Microsoft.Extensions.Options;

namespace Catalog.Api.Imports;

/// <summary>Rules between the bounds of imports.</summary>
internal sealed class ImportOptionsValidator : IValidateOptions<ImportOptions>
{
    /// <summary>A receiver may miss a few of its reports, under load or while the database restarts, before it counts as dead.</summary>
    private const int ReportsToMiss = 4;

    public ValidateOptionsResult Validate(string? name, ImportOptions options)
    {
        var failures = new List<string>();
        if (options.ReceiverTimeout < ReportsToMiss * options.ProgressInterval)
            failures.Add($"Catalog:Imports:ReceiverTimeout ({options.ReceiverTimeout}) must be at least {ReportsToMiss} times Catalog:Imports:ProgressInterval ({options.ProgressInterval}).");
        if (options.MaxFileBytes < options.MaxRowBytes)
            failures.Add($"Catalog:Imports:MaxFileBytes ({options.MaxFileBytes}) must be at least Catalog:Imports:MaxRowBytes ({options.MaxRowBytes}).");

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
