using Microsoft.AspNetCore.Components;
using Web.Frontend.Api;

namespace Web.Frontend.Components.Pages.Manage.Imports;

/// <summary>What the import pages share.</summary>
public abstract class ImportPageBase : CatalogPage
{
    [Inject]
    private protected ImportClient Imports { get; set; } = default!;
}
