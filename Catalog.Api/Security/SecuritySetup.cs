using Microsoft.AspNetCore.Authentication;

namespace Catalog.Api.Security;

/// <summary>Registers who may write.</summary>
internal static class SecuritySetup
{
    public static void AddCatalogSecurity(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<WriteTokenOptions>()
            .BindConfiguration(WriteTokenOptions.Section)
            // An empty variable means none.
            .PostConfigure(options => options.WriteToken = string.IsNullOrEmpty(options.WriteToken) ? null : options.WriteToken)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddHostedService<WriteTokenReminder>();

        // Not AddAuthentication: it brings Data Protection, which writes keys to disk that nothing here would use.
        // No default scheme (see the project file too): it would be asked at every request, and policies name theirs.
        builder.Services.AddAuthenticationCore();
        builder.Services.AddWebEncoders();
        new AuthenticationBuilder(builder.Services)
            .AddScheme<AuthenticationSchemeOptions, WriteTokenHandler>(WriteTokenHandler.SchemeName, null);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(CatalogPolicies.Write, policy => policy.AddAuthenticationSchemes(WriteTokenHandler.SchemeName).RequireClaim("scope", CatalogPolicies.Write));
    }
}
