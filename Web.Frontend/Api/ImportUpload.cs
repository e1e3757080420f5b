using Catalog.Contracts.Imports;

namespace Web.Frontend.Api;

/// <summary>How a file is to be imported.</summary>
/// <param name="Id">The import's id, chosen here, so that sending a form twice starts one import.</param>
/// <param name="Format">The file's format.</param>
/// <param name="Mode">What happens to wrong rows.</param>
/// <param name="DryRun">Whether the catalogue is left as it is.</param>
/// <param name="FileName">The file's name, to recognise it by.</param>
internal sealed record ImportUpload(Guid Id, ImportFormat Format, ImportMode Mode, bool DryRun, string? FileName);
