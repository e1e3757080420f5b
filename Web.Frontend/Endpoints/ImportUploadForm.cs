using Catalog.Contracts.Imports;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Web.Frontend.Api;

namespace Web.Frontend.Endpoints;

/// <summary>
/// The import form as it arrives: its small fields first, then the file, of which nothing has been read yet. The usual form
/// reader would store the whole file before anybody saw a byte of it.
/// </summary>
internal sealed class ImportUploadForm
{
    private const int MaxFieldLength = 4_096;
    private const int MaxFields = 20;

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private ImportUploadForm()
    {
    }

    /// <summary>The file's content; null where no file was chosen.</summary>
    public Stream? File { get; private set; }

    public string FileName { get; private set; } = "";

    /// <summary>A field that came before the file.</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>Reads up to the file.</summary>
    /// <exception cref="InvalidDataException">The request is no such form.</exception>
    public static async Task<ImportUploadForm> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            throw new InvalidDataException("The request is no multipart form.");
        }

        var form = new ImportUploadForm();
        var reader = new MultipartReader(boundary, request.Body);
        for (var i = 0; i < MaxFields && await reader.ReadNextSectionAsync(cancellationToken) is { } section; i++)
        {
            if (section.GetContentDispositionHeader() is not { } disposition)
                continue;

            if (disposition.IsFileDisposition())
            {
                form.SetFile(disposition, section.Body);
                return form;
            }

            if (disposition.IsFormDisposition())
                form._fields[HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? ""] = await ReadFieldAsync(section, cancellationToken);
        }

        return form;
    }

    /// <summary>The format: the one chosen, else what the file's name says, a trailing <c>.gz</c> aside; null when neither tells.</summary>
    public ImportFormat? Format => (this["format"] is { Length: > 0 } chosen ? "." + chosen : Extension(FileName)) switch
    {
        ".csv" => ImportFormat.Csv,
        ".tsv" or ".tab" or ".txt" => ImportFormat.Tsv,
        ".ndjson" or ".jsonl" => ImportFormat.Ndjson,
        _ => null,
    };

    /// <summary>What to ask of the API; null where the format is unknown.</summary>
    public ImportUpload? ToUpload() => Format is not { } format ? null : new ImportUpload(
        Guid.TryParse(this["id"], out var id) ? id : Guid.NewGuid(),
        format,
        WireName.Find<ImportMode>(this["mode"]) ?? ImportMode.Atomic,
        this["dryRun"] == "true",
        FileName);

    private static string Extension(string fileName)
    {
        var name = fileName.ToLowerInvariant();
        return Path.GetExtension(name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name);
    }

    private static async Task<string> ReadFieldAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(section.Body);
        var buffer = new char[MaxFieldLength + 1];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken);
        return length <= MaxFieldLength ? new string(buffer, 0, length) : throw new InvalidDataException("A field is too long.");
    }

    private void SetFile(ContentDispositionHeaderValue disposition, Stream body)
    {
        var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);

        // Some browsers used to send the whole path.
        FileName = name.Value is { } path ? path[(path.LastIndexOfAny(['/', '\\']) + 1)..] : "";
        File = FileName.Length == 0 ? null : body;
    }
}
