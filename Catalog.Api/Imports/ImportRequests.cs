using Catalog.Api.Errors;
using Catalog.Api.Http;
using Catalog.Api.Imports.Reading;
using Catalog.Contracts.Imports;
using Microsoft.Net.Http.Headers;

namespace Catalog.Api.Imports;

/// <summary>Reads what a request says of the file it brings.</summary>
internal static class ImportRequests
{
    public const string IdHeader = "Import-Id";
    public const string ModeParameter = "mode";
    public const string DryRunParameter = "dryRun";
    public const string FileNameParameter = "fileName";
    public const string Csv = "text/csv";
    public const string Tsv = "text/tab-separated-values";
    public const string Ndjson = "application/x-ndjson";

    private const int LongestFileName = 255;

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        QueryParameter.Choice<ImportMode>(ModeParameter, "What to do with wrong rows: atomic (the default) takes all rows or none, skip_invalid leaves wrong ones out."),
        QueryParameter.Flag(DryRunParameter, "true: only tell what the import would do."),
        QueryParameter.Text(FileNameParameter, "The file's name, to be shown with the import.", "products.csv"),
    ];

    /// <exception cref="ProblemException">Something in it cannot be taken.</exception>
    public static ImportSubmission Read(HttpRequest request)
    {
        var query = new QueryReader(request.Query, Parameters);
        ImportMode mode = query.Choice(ModeParameter, ImportMode.Atomic);
        bool dryRun = query.Flag(DryRunParameter);
        string? fileName = query.Text(FileNameParameter, LongestFileName);
        query.ThrowIfInvalid();

        return new ImportSubmission(
            ReadId(request), ReadFormat(request), mode, dryRun, fileName is null ? null : ShownText.Clean(fileName, LongestFileName), SaysGzip(request), request.ContentLength);
    }

    private static Guid ReadId(HttpRequest request)
    {
        string? given = request.Headers[IdHeader];
        if (string.IsNullOrEmpty(given))
            return Guid.CreateVersion7();
        return Guid.TryParseExact(given, "D", out Guid id) && id != Guid.Empty
            ? id
            : throw Problems.BadRequest($"The header {IdHeader} must be a UUID such as {Guid.CreateVersion7()}.");
    }

    private static ImportFormat ReadFormat(HttpRequest request)
    {
        const string Wanted = $"{Csv}, {Tsv} or {Ndjson}";
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type))
            throw Problems.UnsupportedMediaType(request.ContentType, Wanted);
        if (type.Charset.HasValue && !IsUtf8(type.Charset.Value))
            throw Problems.UnsupportedMediaType(request.ContentType, $"{Wanted}, encoded in UTF-8");

        return type.MediaType.Value?.ToLowerInvariant() switch
        {
            Csv => ImportFormat.Csv,
            Tsv => ImportFormat.Tsv,
            Ndjson or "application/ndjson" or "application/jsonl" => ImportFormat.Ndjson,
            _ => throw Problems.UnsupportedMediaType(request.ContentType, Wanted),
        };
    }

    private static bool IsUtf8(string charset) => charset.Trim('"').ToLowerInvariant() is "utf-8" or "utf8" or "us-ascii";

    private static bool SaysGzip(HttpRequest request) => request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant() switch
    {
        "" or "identity" => false,
        "gzip" or "x-gzip" => true,
        var other => throw new ProblemException(new()
        {
            Status = StatusCodes.Status415UnsupportedMediaType,
            Title = "Unsupported Media Type",
            Detail = $"The body's Content-Encoding is '{other}'; send it as it is, or packed with gzip.",
        }),
    };
}
