using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Web.Frontend.Security;

/// <summary>
/// A message for the page that follows a redirection, shown once. It travels in a cookie that nobody but this application can
/// write, because what it says is shown in the application's name.
/// </summary>
internal sealed class Flash(IDataProtectionProvider protection)
{
    private const string Cookie = "aspirecache.flash";
    private const int MaxLength = 1_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Flash.v1").ToTimeLimitedDataProtector();

    public void Success(HttpContext context, string text) => Write(context, '+', text);

    public void Failure(HttpContext context, string text) => Write(context, '-', text);

    /// <summary>The message, if there is one; it is gone afterwards.</summary>
    public FlashMessage? Take(HttpContext context)
    {
        if (!context.Request.Cookies.TryGetValue(Cookie, out var value))
            return null;

        context.Response.Cookies.Delete(Cookie, Options(context));
        try
        {
            var text = _protector.Unprotect(value);
            return new FlashMessage(text[0] == '+', text[1..]);
        }
        catch (CryptographicException)
        {
            return null; // Too old, or of other keys.
        }
    }

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        MaxAge = Lifetime,
    };

    private void Write(HttpContext context, char kind, string text) =>
        context.Response.Cookies.Append(
            Cookie,
            _protector.Protect(kind + (text.Length > MaxLength ? text[..MaxLength] : text), Lifetime),
            Options(context));
}
