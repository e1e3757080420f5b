using Web.Frontend.Components;
using Web.Frontend.Endpoints;
using Web.Frontend.Errors;

var builder = ServiceBuilder.Create(args);
builder.AddServiceDefaults();
builder.WebHost.UseStaticWebAssets(); // Built but not published, the files are where they were written; published, this does nothing.
builder.AddManagementSecurity();
builder.Services.AddCatalogClients();
builder.Services.AddRazorComponents();
builder.Services.AddExceptionHandler<CatalogExceptionHandler>();

var app = builder.Build();
app.UseFrontendDefaults();
app.UseErrorPages();
app.UseHeadAsGet();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.UseRefusedForms();

app.MapStaticAssets();
app.MapRazorComponents<App>();
app.MapPictures();
app.MapSuggestions();
app.MapLiveProducts();
app.MapSignOut();
app.MapManageHome();
app.MapImports();
app.MapDefaultEndpoints();

await app.RunAsync();
