using Catalog.Api.Database;

namespace Catalog.Api.Samples;

/// <summary>Registers the sample catalogue.</summary>
internal static class SamplesSetup
{
    public static void AddSampleCatalogue(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SampleOptions>().BindConfiguration(SampleOptions.Section);
        builder.Services.AddSingleton<SampleLoader>();
        builder.Services.AddSingleton<IDatabaseSeed>(services => services.GetRequiredService<SampleLoader>());
    }
}
