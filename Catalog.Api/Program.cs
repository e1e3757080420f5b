using Catalog.Api.Caching;
using Catalog.Api.Database;
using Catalog.Api.Security;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddCatalogDatabase();
builder.AddCatalogSecurity();
builder.AddCatalogCaching();

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapDefaultEndpoints();

await app.RunAsync();
