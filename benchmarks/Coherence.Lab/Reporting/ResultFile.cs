using System.Text.Json;
using System.Text.Json.Serialization;
using AspireCache.Coherence.Lab.Analysis;

namespace AspireCache.Coherence.Lab.Reporting;

/// <summary>Results in files, as JSON.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) 
    {
        WriteIndented = true,
        // A commit that never arrives takes infinitely long.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    public static Task WriteAsync(string path, LabResult result) => File.WriteAllTextAsync(path, JsonSerializer.Serialize(result, Options));

    /// <exception cref="InvalidDataException">It is not one.</exception>
    public static async Task<LabResult> ReadAsync(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LabResult>(await File.ReadAllTextAsync(path), Options) is { Run: not null } result
                ? result
                : throw new InvalidDataException($"{path} is no result of a run with --json.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is no result of a run with --json: {exception.Message}", exception);
        }
    }
}
