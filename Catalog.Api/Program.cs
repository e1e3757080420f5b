using Catalog.Api.Caching;
using Catalog.Api.Database;
using Catalog.Api.Http;
using Catalog.Api.Imports;
using Catalog.Api.Products;
using Catalog.Api.Security;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddCatalogHttp();
builder.AddCatalogSecurity();
builder.AddCatalogDatabase();
builder.AddCatalogCaching();
builder.AddProducts();
builder.AddImports();

var app = builder.Build();
app.UseCatalogHttp();
app.MapDefaultEndpoints();

var api = app.MapGroup("/api/v1");
api.MapProducts();
api.MapImports();

await app.RunAsync();
