using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Web.Frontend.Security;

namespace Web.Frontend.Components.Pages.SignIn;

/// <summary>
/// Signs in with the write token: typed in, or in the address (<c>/sign-in?token=…</c>) as the host prints it. Signing in
/// redirects, so that the token leaves the address bar.
/// </summary>
public sealed partial class SignInPage
{
    private const string DefaultReturnUrl = "/manage/products";

    private string? _error;

    [SupplyParameterFromForm(FormName = "sign-in", Name = "token")]
    public string? TypedToken { get; set; }

    [SupplyParameterFromQuery(Name = "token")]
    public string? LinkedToken { get; set; }

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private WriteTokenVerifier Verifier { get; set; } = default!;

    [Inject]
    private SignInLimiter Limiter { get; set; } = default!;

    // Elsewhere is nowhere: a link to this page must not end on somebody else's.
    private string Target => ReturnUrl is { } url && RedirectHttpResult.IsLocalUrl(url) ? url : DefaultReturnUrl;

    private string FormAction => "/sign-in?returnUrl=" + Uri.EscapeDataString(Target);

    protected override async Task OnInitializedAsync()
    {
        Http.Response.Headers[HeaderNames.CacheControl] = "no-cache, no-store";
        Http.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (HttpMethods.IsGet(Http.Request.Method) && !string.IsNullOrEmpty(LinkedToken))
            await SignInAsync(LinkedToken);
    }

    private Task SubmitAsync() => SignInAsync(TypedToken);

    private async Task SignInAsync(string? token)
    {
        if (!Limiter.MayTry(Http.Connection.RemoteIpAddress))
        {
            var wait = ((int)SignInLimiter.Period.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            Http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Http.Response.Headers[HeaderNames.RetryAfter] = wait;
            _error = $"Too many tries from your address. Wait {wait} seconds, then try again.";
        }
        else if (Verifier.Verify(token?.Trim()))
        {
            await Session.StartAsync(Http, Verifier);
            Navigation.NavigateTo(Target);
        }
        else if (Verifier.IsConfigured)
        {
            Limiter.CountFailure(Http.Connection.RemoteIpAddress);
            Http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            _error = "This is not the write token of this stack.";
        }
    }
}
