using System.Net;
using Catalog.Contracts.Imports;

namespace Web.Frontend.Api;

/// <summary>Follows and cancels imports, for signed-in users.</summary>
internal sealed class ImportClient(HttpClient http)
{
    /// <summary>The latest imports, newest first.</summary>
    public Task<IReadOnlyList<ImportStatus>> ListAsync(CancellationToken cancellationToken) =>
        http.GetCatalogAsync<IReadOnlyList<ImportStatus>>("imports", cancellationToken);

    /// <summary>The import, or null when there is none.</summary>
    public Task<ImportStatus?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        http.FindCatalogAsync<ImportStatus>($"imports/{id}", cancellationToken);

    /// <summary>Asks for the import to be cancelled; false when it had ended already, or never was.</summary>
    public async Task<bool> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendToCatalogAsync(
                new HttpRequestMessage(HttpMethod.Delete, $"imports/{id}"), cancellationToken);
            return true;
        }
        catch (CatalogProblemException e) when (
            e.Problem.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
