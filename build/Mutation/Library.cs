using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AspireCache.Mutation;

/// <summary>A project's compilation, exactly as its build compiles it, which can be emitted with one place changed.</summary>
internal sealed class Library
{
    private readonly CSharpCompilation _compilation;
    private readonly IReadOnlyList<ResourceDescription> _resources;

    private Library(CSharpCompilation compilation, IReadOnlyList<ResourceDescription> resources)
    {
        _compilation = compilation;
        _resources = resources;
    }

    public string FileName => _compilation.AssemblyName + ".dll";

    public static Library Load(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        var arguments = CSharpCommandLineParser.Default.Parse(AskBuild(project), folder, sdkDirectory: null);
        var parse = arguments.ParseOptions.WithDocumentationMode(DocumentationMode.None);
        var trees = arguments.SourceFiles.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file.Path), parse, file.Path));
        var references = arguments.MetadataReferences.Select(static reference => MetadataReference.CreateFromFile(reference.Reference, reference.Properties));
        // A mutant that the compiler warns of is one nevertheless.
        var options = arguments.CompilationOptions.WithGeneralDiagnosticOption(ReportDiagnostic.Suppress);
        Compilation compilation = CSharpCompilation.Create(arguments.CompilationName, trees, references, options);

        var loader = new Loader();
        var generators = arguments.AnalyzerReferences
            .SelectMany(reference => new Microsoft.CodeAnalysis.Diagnostics.AnalyzerFileReference(reference.FilePath, loader).GetGenerators(LanguageNames.CSharp));
        CSharpGeneratorDriver.Create(generators, parseOptions: parse).RunGeneratorsAndUpdateCompilation(compilation, out compilation, out _);
        return new Library((CSharpCompilation)compilation, arguments.ManifestResources);
    }

    /// <summary>The places that can be changed in files below a folder.</summary>
    public IReadOnlyList<Mutant> MutantsBelow(string folder) =>
    [
        .. _compilation.SyntaxTrees
            .Where(tree => tree.FilePath.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !tree.FilePath.Contains("Diagnostics", StringComparison.Ordinal))
            .OrderBy(static tree => tree.FilePath, StringComparer.Ordinal)
            .SelectMany(tree => Mutator.Find(_compilation.GetSemanticModel(tree))),
    ];

    /// <summary>Writes the library as it is, or with one change.</summary>
    /// <returns>Whether it compiles.</returns>
    public bool Emit(string path, Mutant? mutant)
    {
        var compilation = mutant is null
            ? _compilation
            : _compilation.ReplaceSyntaxTree(mutant.Tree, mutant.Tree.WithRootAndOptions(mutant.Tree.GetRoot().ReplaceNode(mutant.Node, mutant.Replacement), mutant.Tree.Options));
        using var image = new MemoryStream();
        if (!compilation.Emit(image, manifestResources: _resources).Success)
            return false;
        File.WriteAllBytes(path, image.ToArray());
        return true;
    }

    private static IEnumerable<string> AskBuild(string project)
    {
        // A file that is never there makes the build compute the command line though everything is up to date; it is not run.
        string[] arguments =
        [
            "msbuild", project, "-nologo", "-t:Compile", "-p:ProvideCommandLineArgs=true", "-p:SkipCompilerExecution=true", "-p:NonExistentFile=never-there", "-getItem:CscCommandLineArgs",
        ];
        using var build = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, Environment = { ["MSBUILDDISABLENODEREUSE"] = "1" } })!;
        var answer = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        if (build.ExitCode != 0)
            throw new InvalidOperationException($"{project} does not say how it is compiled: {answer}");
        var items = JsonDocument.Parse(answer).RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs");
        return [.. items.EnumerateArray().Select(static item => item.GetProperty("Identity").GetString()!)];
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
