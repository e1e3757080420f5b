using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.Hosting;

/// <summary>Begins a service.</summary>
public static class ServiceBuilder
{
    /// <summary>
    /// As <see cref="WebApplication.CreateBuilder(string[])"/>, but <c>appsettings.json</c> and <c>wwwroot</c> are looked for
    /// beside the program, wherever it is started from: the current directory may hold another service's. Whoever names a
    /// content root (<c>--contentRoot</c>, <c>ASPNETCORE_CONTENTROOT</c>) gets that one.
    /// </summary>
    public static WebApplicationBuilder Create(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);

        var told = new ConfigurationBuilder()
            .AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(args).Build()[HostDefaults.ContentRootKey];
        return WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = string.IsNullOrEmpty(told) ? AppContext.BaseDirectory : null,
        });
    }
}
