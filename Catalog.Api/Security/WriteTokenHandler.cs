using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Catalog.Api.Security;

/// <summary>Authenticates a writer by the shared token (RFC 6750). Another scheme that satisfies the policy can replace it.</summary>
internal sealed class WriteTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    IOptionsMonitor<WriteTokenOptions> tokens,
    ILoggerFactory logger,
    UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = SchemeName + " ";

    /// <summary>Whether the request carries the right token; also asked before authentication has run.</summary>
    public static bool HasToken(HttpRequest request, string? expected)
    {
        var header = request.Headers.Authorization.ToString();
        return !string.IsNullOrEmpty(expected)
            && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && SameToken(header.AsSpan(Prefix.Length).Trim(), expected);
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count == 0)
            return Task.FromResult(AuthenticateResult.NoResult());

        if (!HasToken(Request, tokens.CurrentValue.WriteToken))
            return Task.FromResult(AuthenticateResult.Fail("The token is wrong."));

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, "writer"), new Claim("scope", CatalogPolicies.Write)], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var given = Request.Headers.Authorization.Count > 0;
        Response.Headers.WWWAuthenticate = given ? "Bearer realm=\"catalog\", error=\"invalid_token\"" : "Bearer realm=\"catalog\"";

        var detail = string.IsNullOrEmpty(tokens.CurrentValue.WriteToken)
            ? "This API has no write token and is read-only. Start it with Catalog__WriteToken set to 32 or more characters (the AppHost does), and send them as 'Authorization: Bearer <token>'."
            : given
                ? "The write token is wrong. Send the one of this stack (Catalog__WriteToken) as 'Authorization: Bearer <token>'."
                : "Writing needs the write token of this stack (Catalog__WriteToken), sent as 'Authorization: Bearer <token>'.";
        return TypedResults.Problem(detail, statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }

    // Hashes have one length, so that neither the content nor the length of the expected token shows in the time taken.
    private static bool SameToken(ReadOnlySpan<char> given, string expected) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given.ToString())), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
