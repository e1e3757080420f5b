using System.Globalization;
using Catalog.Contracts.Imports;
using Microsoft.AspNetCore.Components;
using Web.Frontend.Formatting;

namespace Web.Frontend.Components.Pages.Manage.Imports;

/// <summary>How an import is going. Without scripts the page reloads itself; with them, counts change where they stand.</summary>
public sealed partial class ImportPage
{
    private ImportStatus? _status;

    [Parameter]
    public Guid Id { get; set; }

    // What comes next: looking at what is new, or trying again.
    private bool HasChanged => _status is { State: ImportState.Succeeded, DryRun: false };

    private string Summary => _status switch
    {
        { State: ImportState.Succeeded, DryRun: true } => "Nothing was changed. This is what the import would do.",
        { State: ImportState.Succeeded, Invalid: > 0 } => "The correct rows are in the catalogue, the wrong ones were skipped.",
        { State: ImportState.Succeeded } => "Everything is in the catalogue.",
        { State: ImportState.Failed or ImportState.Cancelled } => "The catalogue is as it was.",
        _ => "You may leave this page; the import goes on.",
    };

    private string Facts
    {
        get
        {
            var status = _status!;
            var facts = $"{status.Format.ToString().ToUpperInvariant()}, {Words.Bytes(status.BytesRead)}. "
                + $"{Words.Of(status.Mode)}. Started {Words.Moment(status.StartedAt)}";
            return status.FinishedAt is { } end
                ? $"{facts}, took {(end - status.StartedAt).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s."
                : facts + ".";
        }
    }

    // What a merge does is known when it is done.
    private string Count(long count) => _status!.IsFinished ? Words.Number(count) : "–";

    protected override async Task OnInitializedAsync()
    {
        _status = await Imports.FindAsync(Id, Aborted);
        if (_status is null)
            Navigation.NotFound();
    }
}
