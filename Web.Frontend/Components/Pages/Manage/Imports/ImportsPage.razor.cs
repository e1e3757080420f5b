using Catalog.Contracts.Imports;

namespace Web.Frontend.Components.Pages.Manage.Imports;

public sealed partial class ImportsPage
{
    private IReadOnlyList<ImportStatus> _recent = [];

    protected override async Task OnInitializedAsync() => _recent = await Imports.ListAsync(Aborted);
}
