using System.Globalization;

namespace Catalog.Api.Samples;

/// <summary>Reads <c>Data/catalogue.txt</c>; its first lines explain its form.</summary>
internal static class SampleData
{
    private const string Resource = "Catalog.Api.Samples.Data.catalogue.txt";

    public static IReadOnlyList<SampleDepartment> Read()
    {
        using var reader = new StreamReader(typeof(SampleData).Assembly.GetManifestResourceStream(Resource)!);
        return Parse(reader.ReadToEnd());
    }

    public static IReadOnlyList<SampleDepartment> Parse(string text) =>
        [.. text.ReplaceLineEndings("\n").Split("\n= ").Skip(1).Select(ParseDepartment)];

    private static SampleDepartment ParseDepartment(string block)
    {
        var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var name = lines[0].Trim();
        return new SampleDepartment(
            name,
            [.. Split(Field("brands"), ",").Select(brand => brand.Split('*')).Select(parts => new SampleBrand(parts[0], Number(parts[1])))],
            Split(Field("models"), ","),
            Split(Field("looks"), ","),
            Split(Field("closing"), " / "),
            [.. lines.Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => ParseCategory(name, line[2..]))]);

        string Field(string key) =>
            Array.Find(lines, line => line.StartsWith(key + ":", StringComparison.Ordinal))?[(key.Length + 1)..]
            ?? throw new FormatException($"The department '{name}' of the sample catalogue has no '{key}:'.");
    }

    private static SampleCategory ParseCategory(string department, string line)
    {
        var fields = line.Split('|', StringSplitOptions.TrimEntries);
        if (fields.Length != 6)
            throw new FormatException($"A category of the sample catalogue must have 6 fields: {line}");

        var prices = Split(fields[1], "-");
        var sizes = fields[3].Split(':', 2, StringSplitOptions.TrimEntries);
        return new SampleCategory(
            $"{department} > {fields[0]}",
            Number(prices[0]),
            Number(prices[1]),
            Split(fields[2], ";"),
            sizes[0],
            Split(sizes[1], ","),
            [.. Split(fields[4], ";").Select(fact => fact.Split('=', 2)).Select(fact => (fact[0], Split(fact[1], ",")))],
            Split(fields[5], " / "));
    }

    private static string[] Split(string text, string separator) =>
        text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
