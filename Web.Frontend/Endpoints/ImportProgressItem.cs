using Catalog.Contracts.Imports;
using Web.Frontend.Formatting;

namespace Web.Frontend.Endpoints;

/// <summary>What the progress page shows while an import goes on; the row errors come with the page itself.</summary>
internal sealed record ImportProgress(
    string State,
    bool IsFinished,
    long BytesRead,
    long? BytesTotal,
    string RowsRead,
    string Inserted,
    string Updated,
    string Unchanged,
    string Invalid)
{
    public static ImportProgress Of(ImportStatus status) => new(
        Words.Of(status.State),
        status.IsFinished,
        status.BytesRead,
        status.BytesTotal,
        Words.Number(status.RowsRead),
        Words.Number(status.Inserted),
        Words.Number(status.Updated),
        Words.Number(status.Unchanged),
        Words.Number(status.Invalid));
}
