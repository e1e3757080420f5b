using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Web.Frontend.Security;

/// <summary>What a sign-in leaves behind: who, and with which token.</summary>
internal static class Session
{
    private const string FingerprintClaim = "token";

    public static Task StartAsync(HttpContext context, WriteTokenVerifier verifier)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, "Manager"), new Claim(FingerprintClaim, verifier.Fingerprint ?? "")],
            CookieAuthenticationDefaults.AuthenticationScheme);
        return context.SignInAsync(new ClaimsPrincipal(identity));
    }

    /// <summary>Ends a session that was started with another token than today's.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var verifier = context.HttpContext.RequestServices.GetRequiredService<WriteTokenVerifier>();
        if (verifier.IsConfigured && context.Principal?.FindFirstValue(FingerprintClaim) == verifier.Fingerprint)
            return;

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync();
    }
}
