using System.Globalization;

namespace AspireCache.Mutation;

/// <summary>One mutant after the other, in copies of the tests' output: nothing of the repository is changed.</summary>
internal static class Run
{
    /// <param name="target">What is changed.</param>
    /// <param name="most">How many mutants are tried.</param>
    /// <param name="seed">Decides their order.</param>
    /// <param name="isAgain">Whether those are tried that survived or timed out before; else those that were not tried.</param>
    /// <param name="root">The repository.</param>
    public static int All(Target target, int most, int seed, bool isAgain, string root)
    {
        var artifacts = Path.Combine(root, "artifacts");
        var work = Path.Combine(artifacts, "mutation");
        var copies = Path.Combine(work, target.Name);
        foreach (var assembly in target.Stages.Select(static stage => stage.Assembly).Distinct())
            Copy(Path.Combine(artifacts, "bin", assembly, "debug"), Path.Combine(copies, assembly));
        var suite = new Suite(copies, target.Stages);
        var results = new ResultFile(Path.Combine(work, target.Name + ".jsonl"));
        var project = Path.Combine(root, target.Project);
        var library = Library.Load(project);
        var folder = Path.Combine(Path.GetDirectoryName(project)!, target.Folder);
        var mutants = library.MutantsBelow(folder);

        var order = mutants.ToArray();
        new Random(seed).Shuffle(order);
        var chosen = order.Where(mutant => IsWanted(results.OutcomeOf(mutant.Id(folder)), isAgain)).Take(most).ToList();
        if (chosen.Count > 0)
        {
            if (!Put(library, suite, null))
                throw new InvalidOperationException($"{target.Project} does not compile.");
            suite.Calibrate();
        }

        var tried = 0;
        foreach (var mutant in chosen)
        {
            var by = "";
            var outcome = Put(library, suite, mutant) ? suite.Run(out by) : Outcome.NotCompiled;
            results.Add(new Result(mutant.Id(folder), outcome, by));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{++tried,5}  {outcome,-11}  {mutant.Id(folder)}"));
        }

        results.Print(mutants.Count);
        return 0;
    }

    // A time that was too short may have been the machine's.
    private static bool IsWanted(Outcome? known, bool isAgain) => isAgain ? known is Outcome.Survived or Outcome.TimedOut : known is null;

    private static bool Put(Library library, Suite suite, Mutant? mutant)
    {
        foreach (var folder in suite.Folders)
            if (!library.Emit(Path.Combine(folder, library.FileName), mutant))
                return false;
        return true;
    }

    private static void Copy(string from, string to)
    {
        if (!Directory.Exists(from))
            throw new InvalidOperationException($"{from} is missing: build the test project first.");
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
