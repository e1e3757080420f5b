using Web.Frontend.Components;
using Web.Frontend.Endpoints;
using Web.Frontend.Errors;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.WebHost.UseStaticWebAssets(); // Built but not published, the files are where they were written; published, this does nothing.
builder.AddManagementSecurity();
builder.Services.AddCatalogClients();
builder.Services.AddRazorComponents();
builder.Services.AddExceptionHandler<CatalogExceptionHandler>();

var app = builder.Build();
app.UseFrontendDefaults();
app.UseExceptionHandler(new ExceptionHandlerOptions
{
    ExceptionHandlingPath = "/error",
    CreateScopeForErrors = true,
    StatusCodeSelector = ErrorStatus.Of,
    SuppressDiagnosticsCallback = static context => context.Exception is Web.Frontend.Api.CatalogException,
});
app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();

app.MapStaticAssets();
app.MapRazorComponents<App>();
app.MapPictures();
app.MapSuggestions();
app.MapSignOut();
app.MapDefaultEndpoints();

await app.RunAsync();
