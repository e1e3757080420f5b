using Microsoft.CodeAnalysis;

namespace AspireCache.Mutation;

/// <summary>One change of one place.</summary>
/// <param name="Tree">The file.</param>
/// <param name="Node">What is replaced.</param>
/// <param name="Replacement">By what.</param>
/// <param name="Kind">What kind of change it is.</param>
internal sealed record Mutant(SyntaxTree Tree, SyntaxNode Node, SyntaxNode Replacement, string Kind)
{
    private const int MostText = 160;

    public int Line => Tree.GetLineSpan(Node.Span).StartLinePosition.Line + 1;

    /// <summary>The same for the same change of the same file, in every run.</summary>
    public string Id(string folder)
    {
        var at = Tree.GetLineSpan(Node.Span).StartLinePosition;
        return $"{Path.GetRelativePath(folder, Tree.FilePath)}:{at.Line + 1}:{at.Character + 1} {Kind}: {Short(Node)} -> {Short(Replacement)}";
    }

    private static string Short(SyntaxNode node)
    {
        var text = string.Join(' ', node.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= MostText ? text : text[..MostText] + "…";
    }
}
