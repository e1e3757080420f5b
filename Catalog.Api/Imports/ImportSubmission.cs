using Catalog.Contracts.Imports;

namespace Catalog.Api.Imports;

/// <summary>What a request says of the file it brings.</summary>
/// <param name="Id">Chosen by the client, or made for it.</param>
/// <param name="Format">From Content-Type.</param>
/// <param name="Mode">What to do with wrong rows.</param>
/// <param name="DryRun">Only tell.</param>
/// <param name="FileName">For people.</param>
/// <param name="IsGzip">Content-Encoding says so; otherwise the body is looked at.</param>
/// <param name="Length">Bytes of the body, where known beforehand.</param>
internal sealed record ImportSubmission(
    Guid Id, ImportFormat Format, ImportMode Mode, bool DryRun, string? FileName, bool IsGzip, long? Length);
