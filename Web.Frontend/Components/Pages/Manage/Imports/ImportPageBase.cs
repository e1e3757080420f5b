using Web.Frontend.Api;

namespace Web.Frontend.Components.Pages.Manage.Imports;

/// <summary>What the import pages share.</summary>
public abstract class ImportPageBase : CatalogPage
{
    private protected ImportClient Imports => Http.RequestServices.GetRequiredService<ImportClient>();
}
