using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireCache.Mutation;

/// <summary>Results, a line each: a run that was ended goes on where it was.</summary>
internal sealed class ResultFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly string _path;
    private readonly Dictionary<string, Result> _results;

    public ResultFile(string path)
    {
        _path = path;
        _results = [];
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
            if (JsonSerializer.Deserialize<Result>(line, Options) is { } result)
                _results[result.Id] = result;
    }

    public Outcome? OutcomeOf(string id) => _results.GetValueOrDefault(id)?.Outcome;

    /// <summary>Adds what became of a mutant, or replaces what had become of it before.</summary>
    public void Add(Result result)
    {
        _results[result.Id] = result;
        File.AppendAllText(_path, JsonSerializer.Serialize(result, Options) + Environment.NewLine);
    }

    /// <summary>Files with their figures, then who survived.</summary>
    public void Print(int all)
    {
        var counted = _results.Values.Where(static result => result.Outcome is not Outcome.NotCompiled).ToList();
        Console.WriteLine();
        foreach (var file in counted.GroupBy(static result => result.Id[..result.Id.IndexOf(':', StringComparison.Ordinal)]).OrderBy(static file => file.Key, StringComparer.Ordinal))
            Write($"{file.Key}: {file.Count(static result => result.Outcome is not Outcome.Survived)} of {file.Count()} noticed");
        var noticed = counted.Count(static result => result.Outcome is not Outcome.Survived);
        Write($"{_results.Count} of {all} mutants tried, {_results.Count - counted.Count} of them do not compile; {noticed} of {counted.Count} noticed, {(counted.Count == 0 ? 0 : (double)noticed / counted.Count):0.0 %}");
        foreach (var survivor in counted.Where(static result => result.Outcome is Outcome.Survived).OrderBy(static result => result.Id, StringComparer.Ordinal))
            Console.WriteLine($"survived: {survivor.Id}");
    }

    private static void Write(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
