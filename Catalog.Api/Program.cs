using Catalog.Api.Brands;
using Catalog.Api.Caching;
using Catalog.Api.Categories;
using Catalog.Api.Changes;
using Catalog.Api.Database;
using Catalog.Api.Http;
using Catalog.Api.Imports;
using Catalog.Api.Operations;
using Catalog.Api.Pictures;
using Catalog.Api.Products;
using Catalog.Api.Products.Writing;
using Catalog.Api.Samples;
using Catalog.Api.Security;

var builder = ServiceBuilder.Create(args);
builder.AddServiceDefaults();
builder.AddCatalogHttp();
builder.AddReference();
builder.AddCatalogSecurity();
builder.AddCatalogDatabase();
builder.AddCatalogCaching();
builder.AddProducts();
builder.AddCategories();
builder.AddBrands();
builder.AddChanges();
builder.AddImports();
builder.AddSampleCatalogue();

var app = builder.Build();
app.UseCatalogHttp();
app.MapDefaultEndpoints();
app.MapReference();

var api = app.MapGroup("/api/v1").WithCatalogTimeout();
api.MapProducts();
api.MapProductWrites();
api.MapPictures();
api.MapCategories();
api.MapBrands();
api.MapChanges();
api.MapImports();
api.MapOperations();

await app.RunAsync();
