using System.CommandLine;
using AspireCache.Coherence.Lab.Analysis;

namespace AspireCache.Coherence.Lab.Reporting;

/// <summary>The verb that makes tables and pictures of what runs wrote with --json, and puts them into a page.</summary>
internal static class ReportCommand
{
    private const string Begin = "<!-- figures of the lab: written by its report, do not edit -->";
    private const string BeginAnswers = "<!-- figures of whole answers: written by the lab's report, do not edit -->";
    private const string End = "<!-- end of the figures -->";

    public static Command Create()
    {
        var files = new Argument<string[]>("results") { Description = "Files that runs wrote with --json.", Arity = ArgumentArity.OneOrMore };
        var page = new Option<string?>("--page") { Description = $"The Markdown page in which what is between '{Begin}', or for runs with --answers '{BeginAnswers}', and '{End}' is replaced. Without it all is printed." };
        var images = new Option<string?>("--images") { Description = "The folder for the pictures, relative to that of the page. Without it none are drawn." };
        var command = new Command("report", "Makes tables and pictures of what runs wrote with --json.") { files, page, images };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(files)!, parsed.GetValue(page), parsed.GetValue(images)));
        return command;
    }

    private static async Task<int> RunAsync(string[] files, string? page, string? images)
    {
        try
        {
            List<LabResult> results = [];
            foreach (var file in files)
                results.Add(await ResultFile.ReadAsync(file));
            var text = await WriteAsync(results, Path.GetDirectoryName(page) is { Length: > 0 } folder ? folder : ".", images);
            if (page is null)
                Console.WriteLine(text);
            else
                await ReplaceAsync(page, results.TrueForAll(static result => result.Run.Answers) ? BeginAnswers : Begin, text);
            return 0;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static async Task<string> WriteAsync(List<LabResult> results, string folder, string? images)
    {
        var races = results.Where(static result => result.Run.Invalidation is not Invalidation.Commits).ToList();
        var calm = results.Except(races).Where(static result => result.Run.Kinds == 0).ToList();
        var broken = results.Except(races).Where(static result => result.Run.Kinds > 0).ToList();
        var text = Markdown.Setup(results);
        if (races.Count > 0)
            text += $"\n{Markdown.Races(races)}";
        if (calm.Count > 0)
            text += $"\n## Nothing is broken\n\n{Markdown.Overview(calm)}{await PictureAsync("calm", () => ShareChart.Draw(calm, "Nothing is broken: share of strict reads older than an age"))}";
        if (broken.Count > 0)
            text += $"\n{(broken.TrueForAll(static result => result.Run.Answers) ? "" : "## All that can break, breaks\n\n")}{Markdown.Overview(broken)}{await PictureAsync("faults", () => FaultChart.Draw(broken))}";
        foreach (var result in broken)
            text += $"\n<details><summary>{result.Run.Name}, fault by fault</summary>\n\n{Markdown.ByFault(result)}\n</details>\n";
        return text;

        async Task<string> PictureAsync(string name, Func<string> draw)
        {
            if (images is null)
                return "";
            await File.WriteAllTextAsync(Path.Combine(folder, images, $"coherence-lab-{name}.svg"), draw());
            return $"\n![{(name == "calm" ? "share of reads older than an age, by engine" : "age of reads by fault and engine")}]({images.TrimEnd('/')}/coherence-lab-{name}.svg)\n";
        }
    }

    private static async Task ReplaceAsync(string page, string begin, string text)
    {
        var old = await File.ReadAllTextAsync(page);
        var from = old.IndexOf(begin, StringComparison.Ordinal);
        var to = from < 0 ? -1 : old.IndexOf(End, from, StringComparison.Ordinal);
        if (to < 0)
            throw new InvalidDataException($"{page} has no '{begin}' with '{End}' below, between which the figures could go.");
        await File.WriteAllTextAsync(page, $"{old[..(from + begin.Length)]}\n{text.TrimEnd()}\n{old[to..]}");
    }
}
