using AspireCache.TestSupport;
using Catalog.Api.Imports;
using Catalog.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Catalog.Api.Tests.Imports;

public class ImportOptionsTests(TestServers servers)
{
    [Theory]
    [InlineData("MaxRowBytes", "10", "Catalog:Imports:MaxRowBytes must be 1024 to 67108864.")]
    [InlineData("KeepFinishedFor", "00:00:01", "Catalog:Imports:KeepFinishedFor must be 00:01:00 to 3650.00:00:00.")]
    [InlineData("ReceiverTimeout", "00:00:01", "Catalog:Imports:ReceiverTimeout (00:00:01) must be at least 4 times Catalog:Imports:ProgressInterval (00:00:00.5000000).")]
    [InlineData("MaxFileBytes", "5000", "Catalog:Imports:MaxFileBytes (5000) must be at least Catalog:Imports:MaxRowBytes (1048576).")]
    public async Task Start_WithABoundThatCannotBe_SaysWhichAndWhatCan(string key, string value, string message)
    {
        var exception = await RefusedStart.WithAsync(servers, ($"Catalog:Imports:{key}", value));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(typeof(ImportOptions), exception.OptionsType);
    }

    [Fact]
    public async Task Start_WithTheLongestProgressInterval_Starts()
    {
        await using var api = new ConfiguredApi(servers, "ProgressInterval", "00:00:10");
        await api.InitializeAsync();
    }

    private sealed class ConfiguredApi(TestServers servers, string key, string value) : CatalogApi(servers)
    {
        protected override void Configure(IWebHostBuilder host) => host.UseSetting($"Catalog:Imports:{key}", value);
    }
}
