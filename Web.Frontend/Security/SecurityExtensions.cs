using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Web.Frontend.Security;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Signing in, and the keys behind it.</summary>
internal static class SecurityExtensions
{
    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(8);

    public static WebApplicationBuilder AddManagementSecurity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<CatalogOptions>().BindConfiguration(CatalogOptions.Section).ValidateOnStart();
        services.AddSingleton<WriteTokenVerifier>();
        services.AddSingleton<SignInLimiter>();
        services.AddScoped<Flash>();

        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(static options =>
        {
            options.Cookie.Name = "aspirecache.session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = SessionLength;
            options.SlidingExpiration = true;
            options.LoginPath = "/sign-in";
            options.AccessDeniedPath = "/sign-in";
            options.ReturnUrlParameter = "returnUrl";
            options.Events.OnValidatePrincipal = Session.ValidateAsync;
        });
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(static options =>
        {
            options.Cookie.Name = "aspirecache.forms";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });

        // The name keeps the keys of several applications in one folder apart, and is the same for every replica.
        var dataProtection = services.AddDataProtection().SetApplicationName("AspireCache.Web.Frontend");
        var keys = builder.Configuration.GetSection(DataProtectionKeysOptions.Section).Get<DataProtectionKeysOptions>();
        if (keys?.KeysDirectory is { Length: > 0 } directory)
            dataProtection.PersistKeysToFileSystem(Directory.CreateDirectory(directory));

        return builder;
    }
}
