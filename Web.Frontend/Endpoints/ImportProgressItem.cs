using Catalog.Contracts.Imports;
using Web.Frontend.Formatting;

namespace Web.Frontend.Endpoints;

/// <summary>What the progress page shows while an import goes on; the row errors come with the page itself.</summary>
internal sealed record ImportProgressItem(string State, bool IsFinished, double? Share, string Progress, string RowsRead, string Invalid)
{
    public static ImportProgressItem Of(ImportStatus status) => new(
        Words.Of(status.State),
        status.IsFinished,
        status.Progress?.Share,
        ProgressText.Of(status),
        Words.Number(status.RowsRead),
        Words.Number(status.Invalid));
}
