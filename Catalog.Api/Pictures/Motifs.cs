using System.Collections.Frozen;

namespace Catalog.Api.Pictures;

/// <summary>The motifs of <c>motifs.txt</c>, whose first lines explain its form.</summary>
internal static class Motifs
{
    private const string Resource = "Catalog.Api.Pictures.motifs.txt";

    private static readonly IReadOnlyList<Motif> All = Load();
    private static readonly FrozenDictionary<string, Motif> ByWord = All
        .SelectMany(motif => motif.Words.Select(word => (Word: word, Motif: motif)))
        .DistinctBy(pair => pair.Word, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(pair => pair.Word, pair => pair.Motif, StringComparer.OrdinalIgnoreCase);

    /// <summary>The motif of the most particular text that has a known word; null when none has.</summary>
    /// <param name="texts">The most particular first. In each the last word counts most: "dog food bowl" is a bowl.</param>
    public static Motif? Find(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            var words = Words(text);
            for (var i = words.Count - 1; i >= 0; i--)
            {
                // Two words together say more than the second: coffee beans are not beans.
                if ((i > 0 && Find(words[i - 1] + "-" + words[i]) is { } motif) || (motif = Find(words[i])) is not null)
                    return motif;
            }
        }

        return null;
    }

    private static Motif? Find(string word) =>
        ByWord.GetValueOrDefault(word) ?? (word.EndsWith('s') ? ByWord.GetValueOrDefault(word[..^1]) : null);

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsLetter(text[i]) || text[i] == '-'))
            {
                if (start < 0)
                    start = i;
            }
            else if (start >= 0)
            {
                words.Add(text[start..i]);
                start = -1;
            }
        }

        return words;
    }

    private static List<Motif> Load()
    {
        using var reader = new StreamReader(typeof(Motifs).Assembly.GetManifestResourceStream(Resource)!);
        var motifs = new List<Motif>();
        string? heading = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('<') && heading is not null)
            {
                var parts = heading.Split(':', 2);
                motifs.Add(new Motif(parts[0], parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries), line));
            }
            else if (!line.StartsWith('#') && line.Length > 0)
            {
                heading = line;
            }
        }

        return motifs;
    }
}
