using Catalog.Api.Imports.Merging;
using Catalog.Api.Imports.Receiving;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Imports;

/// <summary>Registers what imports need.</summary>
internal static class ImportsSetup
{
    public static void AddImports(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ImportOptions>().BindConfiguration(ImportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ImportOptions>, ImportOptionsValidator>();
        builder.Services.AddSingleton<ImportStore>();
        builder.Services.AddSingleton<ImportReceiver>();
        builder.Services.AddSingleton<ImportEventStream>();
        builder.Services.AddSingleton<ImportSignal>();
        builder.Services.AddSingleton<ImportMerger>();
        builder.Services.AddHostedService<MergeService>();
        builder.Services.AddHostedService<ImportHousekeeper>();
    }
}
